/** A command, called with its arguments. */
interface Command {
  readonly usage: string;
  readonly run: (args: readonly string[], signal: AbortSignal) => Promise<void>;
}

/** Loaded on demand: loading all of them takes longer than most of them run. */
export const commands: Record<string, () => Promise<Command>> = {
  segment: async () => (await import("./segment-command.ts")).segmentCommand,
  prompt: async () => (await import("./prompt-command.ts")).promptCommand,
  inspect: async () => (await import("./inspect-command.ts")).inspectCommand,
  pixels: async () => (await import("./pixels-command.ts")).pixelsCommand,
  model: async () => (await import("./model-command.ts")).modelCommand,
  seg: async () => (await import("./seg-command.ts")).segCommand,
  convert: async () => (await import("./convert-command.ts")).convertCommand,
  store: async () => (await import("./store-command.ts")).storeCommand,
  terms: async () => (await import("./terms-command.ts")).termsCommand,
  archive: async () => (await import("./archive-command.ts")).archiveCommand,
  "copy-assets": async () => (await import("./copy-assets-command.ts")).copyAssetsCommand,
};

/** The usage of all commands. */
export async function usage(): Promise<string> {
  const lines = Object.entries(commands).map(
    async ([name, load]) => `  autoseg ${name} ${(await load()).usage}`,
  );
  return ["usage: autoseg COMMAND …", "", ...(await Promise.all(lines)), ""].join("\n");
}
