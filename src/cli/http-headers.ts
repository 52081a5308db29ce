import { UsageError } from "./usage-error.ts";

/** Option of the commands that read from servers: `--header "Authorization: Bearer …"`, as often as needed. */
export const headerOption = { type: "string", multiple: true } as const;

/**
 * Headers from the values of the option, and from AUTOSEG_HTTP_HEADERS, one a line: what stands in the environment is
 * not seen in the list of processes.
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
