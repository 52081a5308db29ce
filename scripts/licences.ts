/**
 * `npm run licences`: writes docs/licences.md, under which licence every package is that comes with `npm ci`. A test holds it
 * against package-lock.json, and every licence against those that we may build on.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
export const licencesFile = join(root, "docs", "licences.md");

/** SPDX identifiers under which we may use a package, and pass it on with the viewer. */
const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BSL-1.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "Python-2.0",
  "Unlicense",
  "Zlib",
]);

/** What is under another licence, or names none, and why it is there all the same. */
const exceptions: Record<string, { readonly licence: string; readonly reason: string }> = {
  "axe-core": { licence: "MPL-2.0", reason: "runs in tests, unchanged; nothing of it is given to others" },
  lightningcss: { licence: "MPL-2.0", reason: "Vite's compiler of styles; nothing of it is given to others" },
  "caniuse-lite": {
    licence: "CC-BY-4.0",
    reason: "a table of browsers that a dependency's build tool reads",
  },
  rechoir: { licence: "MIT", reason: "its package names the licence in a field that npm no longer reads" },
};

/** `lightningcss` and its programs for every platform, `lightningcss-linux-x64-gnu`, are one. */
const exceptionOf = (name: string) =>
  exceptions[name] ?? exceptions[name.replace(/-(android|darwin|freebsd|linux|win32)-.*$/, "")];

interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface LicencedPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** It builds or tests, and is part of nothing that is given to others. */
  readonly isForDevelopment: boolean;
}

/** Packages of package-lock.json, by name and version, each once. */
export function listPackages(): LicencedPackage[] {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, LockedPackage>;
  };
  const found = new Map<string, LicencedPackage>();
  const given = findGiven(packages);
  for (const [path, { name, version, license }] of Object.entries(packages)) {
    if (path === "") continue;
    const called = name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const key = `${called} ${version}`;
    const isForDevelopment = !given.has(path) && (found.get(key)?.isForDevelopment ?? true);
    const licence = license ?? exceptionOf(called)?.licence ?? "";
    found.set(key, { name: called, version: version!, licence, isForDevelopment });
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Paths of the packages that what we give to others needs. Cornerstone3D is among them, which the library leaves to the
 * application and the viewer contains.
 */
function findGiven(packages: Readonly<Record<string, LockedPackage>>): Set<string> {
  const given = new Set<string>();
  const add = (path: string): void => {
    if (given.has(path)) return;
    given.add(path);
    const { dependencies, peerDependencies, peerDependenciesMeta, optionalDependencies } = packages[path]!;
    const peers = Object.keys(peerDependencies ?? {}).filter(
      // What others may be used with is there only if we use it; what we may be used with, we are.
      (name) => path === "" || !peerDependenciesMeta?.[name]?.optional,
    );
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers])
      for (let folder = path; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, "")) {
        const candidate = `${folder}${folder && "/"}node_modules/${name}`;
        if (candidate in packages) add(candidate);
        if (candidate in packages || folder === "") break;
      }
  };
  add("");
  return given;
}

/** Whether an SPDX expression, of "and" alone or of "or" alone, leaves us a choice that is allowed. */
function isAllowed(licence: string): boolean {
  const expression = licence.replace(/^\((.*)\)$/, "$1");
  const isAllowedPart = (part: string) => allowed.has(part);
  if (expression.includes(" AND ")) return expression.split(" AND ").every(isAllowedPart);
  return expression.split(" OR ").some(isAllowedPart);
}

/** Packages under a licence that we do not know, or may not use. */
export function findRefused(packages: readonly LicencedPackage[]): LicencedPackage[] {
  return packages.filter(
    ({ name, licence }) => !isAllowed(licence) && exceptionOf(name)?.licence !== licence,
  );
}

/** The text of docs/licences.md. */
export function toLicencesPage(packages: readonly LicencedPackage[]): string {
  const table = (chosen: readonly LicencedPackage[]) =>
    [
      "| Package | Version | Licence |",
      "| --- | --- | --- |",
      ...chosen.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
    ].join("\n");
  return `# Licences

Made by \`npm run licences\` from package-lock.json. Models have their own licences, in their cards.

## Part of the viewer, the library or the command line

${table(packages.filter(({ isForDevelopment }) => !isForDevelopment))}

## For building and testing only

${table(packages.filter(({ isForDevelopment }) => isForDevelopment))}

## Exceptions

${Object.entries(exceptions)
  .map(([name, { licence, reason }]) => `- ${name} (${licence}): ${reason}.`)
  .join("\n")}
`;
}

if (process.argv[1] === import.meta.filename) {
  const packages = listPackages();
  for (const { name, version, licence } of findRefused(packages))
    console.error(`${name} ${version}: licence "${licence}" is not one that we know and may use.`);
  writeFileSync(licencesFile, toLicencesPage(packages));
  process.exitCode = findRefused(packages).length > 0 ? 1 : 0;
}
