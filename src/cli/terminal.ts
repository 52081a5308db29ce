/** What a terminal would act on instead of showing it: controls (C0, C1), bidirectional ones, line separators, tags. */
const unseen = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\u{e0000}-\u{e007f}]/gu;

/**
 * Text of one line that does nothing but stand there: what file values and names hold of control characters is spelled
 * out, "\x1b" or "\u202e", since a terminal would move its cursor, change its title or turn the line round.
 */
export function visible(text: string): string {
  return text.replace(unseen, (character) => {
    const code = character.codePointAt(0)!;
    if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
    return `\\u${code > 0xffff ? `{${code.toString(16)}}` : code.toString(16).padStart(4, "0")}`;
  });
}

/** A line of a command's result, on standard output. */
export function printLine(line: string): void {
  process.stdout.write(`${visible(line)}\n`);
}

/** A line beside the result, a note or an error, on standard error. */
export function printNote(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}

/** JSON with a line at its end; what a terminal would act on is escaped, and so the same value to whoever parses it. */
export function toJsonText(value: unknown): string {
  const escaped = JSON.stringify(value, null, 2)
    .split("\n")
    .map((line) => line.replace(unseen, toUnicodeEscapes));
  return `${escaped.join("\n")}\n`;
}

function toUnicodeEscapes(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

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
