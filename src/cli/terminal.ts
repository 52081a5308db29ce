/** Characters that a terminal acts on instead of showing: controls (C0, C1), directional controls, line separators, tags. */
const unseen = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\u{e0000}-\u{e007f}]/gu;

/**
 * Makes text safe for one line of a terminal: control characters in file values and names are escaped, as in "\x1b" or
 * "\u202e", since they could move the cursor, change the window title or reverse the line.
 */
export function visible(text: string): string {
  return text.replace(unseen, (character) => {
    const code = character.codePointAt(0)!;
    if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
    return `\\u${code > 0xffff ? `{${code.toString(16)}}` : code.toString(16).padStart(4, "0")}`;
  });
}

/** Writes a line of a command's result to standard output. */
export function printLine(line: string): void {
  process.stdout.write(`${visible(line)}\n`);
}

/** Writes a note or an error to standard error. */
export function printNote(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}

/** JSON with a newline at the end; characters that a terminal would act on are escaped, which does not change the value. */
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

/** Width of the bar itself, in columns. */
const barWidth = 24;

/** A progress line on standard error, redrawn in place; does nothing unless that is a terminal. */
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
