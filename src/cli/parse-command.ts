import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Anonymity } from "../dicom-objects/index.ts";
import type { Device } from "../inference/index.ts";

/** Wrong usage of a command; its usage is shown with the message. */
export class UsageError extends Error {}

/** Parses arguments with node:util, and reports errors as {@link UsageError}. */
export function parseCommand<Options extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: Options,
): ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: Options }>> {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Options of commands that write objects: without the patient's identity, and whether with new UIDs. */
export const anonymityOptions = {
  anonymous: { type: "boolean", default: false },
  "replace-uids": { type: "boolean", default: false },
} as const;

/** How to anonymise; undefined to keep the patient's identity. @throws UsageError */
export function parseAnonymity(values: {
  readonly anonymous: boolean;
  readonly "replace-uids": boolean;
}): Anonymity | undefined {
  if (values["replace-uids"] && !values.anonymous) throw new UsageError("--replace-uids needs --anonymous.");
  if (!values.anonymous) return undefined;
  return { uids: values["replace-uids"] ? "replaced" : "retained" };
}

/** Option of commands that read from servers: `--header "Authorization: Bearer …"`, repeatable. */
export const headerOption = { type: "string", multiple: true } as const;

/**
 * Headers from the option and from AUTOSEG_HTTP_HEADERS, one per line; unlike arguments, the environment is not visible in
 * process lists.
 */
export function parseHeaders(
  values: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const lines = [...(env.AUTOSEG_HTTP_HEADERS ?? "").split("\n"), ...values].filter(
    (line) => line.trim() !== "",
  );
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([\w-]+):\s*(.+)$/.exec(line.trim()) ?? [];
      if (name === undefined || value === undefined)
        throw new UsageError('A header is a name and a value, as in --header "Authorization: Bearer …".');
      return [name, value];
    }),
  );
}

const devices = ["auto", "webgpu", "wasm"] as const satisfies readonly Device[];

export function isDevice(name: string): name is Device {
  return (devices as readonly string[]).includes(name);
}

/** The names of devices, for messages. */
export function listDevices(): string {
  return devices.join(", ");
}
