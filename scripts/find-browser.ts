import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** What to do when {@link findBrowser} finds none. */
export const browserAdvice =
  "No Chrome, Chromium or Edge was found: install one (on Debian: apt-get install chromium), " +
  "or set CHROMIUM_PATH to the program of one that is installed.";

/**
 * Path of a Chromium-based browser: CHROMIUM_PATH, else an installed Chrome, Chromium or Edge, else the one in
 * Playwright's cache; undefined if there is none.
 * @throws Error when CHROMIUM_PATH names no program.
 */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const chosen = env.CHROMIUM_PATH;
  if (chosen) {
    if (isProgram(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH is "${chosen}", where there is no program. Correct it or unset it.`);
  }
  return [...installedPlaces(env), ...playwrightPlaces(env)].find(isProgram);
}

/**
 * Path of Chromium without a user interface, which saves a fifth of the cost of a page: a program of that name on the PATH,
 * else any browser; CHROMIUM_PATH takes precedence.
 * @throws as findBrowser does.
 */
export function findHeadlessBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.CHROMIUM_PATH) return findBrowser(env);
  const names = ["chromium-headless-shell", "chrome-headless-shell"];
  return names.flatMap((name) => placesOnPath(name, env)).find(isProgram) ?? findBrowser(env);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installedPlaces(env: NodeJS.ProcessEnv): string[] {
  switch (process.platform) {
    case "darwin":
      return ["Google Chrome", "Chromium", "Microsoft Edge"].flatMap((name) =>
        ["/Applications", join(homedir(), "Applications")].map((folder) =>
          join(folder, `${name}.app`, "Contents", "MacOS", name),
        ),
      );
    case "win32":
      return [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA]
        .filter((folder) => folder !== undefined)
        .flatMap((folder) => [
          join(folder, "Google", "Chrome", "Application", "chrome.exe"),
          join(folder, "Chromium", "Application", "chrome.exe"),
          join(folder, "Microsoft", "Edge", "Application", "msedge.exe"),
        ]);
    default:
      return [
        "google-chrome-stable",
        "google-chrome",
        "chromium",
        "chromium-browser",
        "microsoft-edge",
      ].flatMap((name) => placesOnPath(name, env));
  }
}

function placesOnPath(name: string, env: NodeJS.ProcessEnv): string[] {
  return (env.PATH ?? "").split(delimiter).map((folder) => join(folder, name));
}

/** Browsers in the cache of `npx playwright install chromium`, newest first. */
function playwrightPlaces(env: NodeJS.ProcessEnv): string[] {
  const caches: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(homedir(), "Library", "Caches", "ms-playwright"),
    win32: join(env.LOCALAPPDATA ?? homedir(), "ms-playwright"),
  };
  const cache =
    env.PLAYWRIGHT_BROWSERS_PATH ||
    (caches[process.platform] ?? join(env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "ms-playwright"));
  if (!existsSync(cache)) return [];
  const programs = [
    join("chrome-linux64", "chrome"),
    join("chrome-linux", "chrome"),
    join("chrome-win64", "chrome.exe"),
    join("chrome-win", "chrome.exe"),
    ...["chrome-mac-arm64", "chrome-mac-x64", "chrome-mac"].flatMap((folder) =>
      ["Google Chrome for Testing", "Chromium"].map((name) =>
        join(folder, `${name}.app`, "Contents", "MacOS", name),
      ),
    ),
  ];
  return readdirSync(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)))
    .flatMap((name) => programs.map((program) => join(cache, name, program)));
}
