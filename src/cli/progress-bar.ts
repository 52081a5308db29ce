import { visible } from "./terminal.ts";

/** Columns of the bar itself. */
const barWidth = 24;

/** One line on a terminal's standard error that is drawn over again; nothing where that is no terminal. */
export function createProgressBar(stream: NodeJS.WriteStream = process.stderr) {
  let shown = false;
  return {
    show(stage: string, done: number, total: number, secondsLeft?: number): void {
      if (!stream.isTTY) return;
      const filled = Math.round((barWidth * done) / Math.max(total, 1));
      const bar = "█".repeat(filled).padEnd(barWidth, "░");
      const left = secondsLeft === undefined ? "" : ` · ${Math.ceil(secondsLeft)} s left`;
      stream.write(`\r\u001b[2K${bar} ${done} of ${total} · ${visible(stage)}${left}`);
      shown = true;
    },
    /** Clears the line. */
    close(): void {
      if (shown) stream.write("\r\u001b[2K");
      shown = false;
    },
  };
}
