import { createProgressBar } from "../../src/cli/terminal.ts";
import { isAutosegError } from "../../src/errors.ts";

/** Work that shows how far it is, and that Ctrl+C ends. */
export type ShownWork = (
  progress: ReturnType<typeof createProgressBar>,
  signal: AbortSignal,
) => Promise<number>;

/** Does work of a program and tells what goes wrong. @returns its exit code: 130 where it was cancelled, 1 where it failed. */
export async function withProgress(work: ShownWork): Promise<number> {
  const progress = createProgressBar();
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  try {
    return await work(progress, controller.signal);
  } catch (error) {
    progress.close();
    if (isAutosegError(error, "cancelled")) return 130;
    if (!isAutosegError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  } finally {
    progress.close();
  }
}
