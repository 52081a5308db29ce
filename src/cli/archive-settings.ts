import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";
import { UsageError } from "./parse-command.ts";

/**
 * Environment variables of `autoseg archive`. Secrets may also be given with `_FILE`, as the name of a file that
 * contains the value.
 */
const secretNames = ["AUTOSEG_PACS", "AUTOSEG_QUEUE", "AUTOSEG_HTTP_HEADERS"];
const settingNames: readonly string[] = [
  ...secretNames,
  ...secretNames.map((name) => `${name}_FILE`),
  ...[
    "FOLDER",
    "STATE",
    "RULES",
    "MODEL",
    "RESULTS",
    "FREE",
    "PROCESSES",
    "REQUESTS",
    "THREADS",
    "GRACE",
    "LOCK",
  ].map((name) => `AUTOSEG_${name}`),
  ...["WATCH", "CHANGES", "SETTLE", "METRICS_PORT", "METRICS_HOST"].map((name) => `AUTOSEG_${name}`),
  ...["AUDIT", "AUDIT_TO", "AUDIT_CA", "AUDIT_CERT", "AUDIT_KEY"].map((name) => `AUTOSEG_${name}`),
];

/**
 * The environment, together with a settings file of lines NAME=VALUE, as Compose (`env_file`) and systemd (`EnvironmentFile`)
 * read it too. The environment takes precedence.
 * @param path undefined for none.
 * @throws UsageError for a file that cannot be read, or an unknown name in it.
 */
export async function overSettings(
  path: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<NodeJS.ProcessEnv> {
  if (path === undefined) return env;
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`The settings ${path} cannot be read (${cause.code}).`);
  });
  const settings = parseEnv(text);
  const unknown = Object.keys(settings).find((name) => !settingNames.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`${path} sets ${unknown}, which is none of ${settingNames.join(", ")}.`);
  return { ...settings, ...env };
}

/** A setting from the environment, or from a file that the environment names, as is usual for secrets. */
export async function readSetting(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const file = env[`${name}_FILE`];
  if (file === undefined) return env[name];
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`${name}_FILE names a file that cannot be read (${cause.code}).`);
  });
  return text.trim();
}
