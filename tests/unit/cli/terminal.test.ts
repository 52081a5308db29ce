import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createProgressBar, toJsonText, visible } from "../../../src/cli/terminal.ts";

const folder = join(import.meta.dirname, "..", "..", "..", "src", "cli");

/** By number, since these files are to be read in a terminal too. */
const of = (...codes: number[]) => String.fromCodePoint(...codes);

describe("control characters are spelled out", () => {
  test.each([
    ["a window's title", `${of(0x1b)}]0;owned${of(0x07)}`, "\\x1b]0;owned\\x07"],
    ["a cleared screen by C1", `${of(0x9b)}2J`, "\\x9b2J"],
    ["a line of one's own", "a\r\nautoseg: done\t", "a\\x0d\\x0aautoseg: done\\x09"],
    ["DEL and NUL", of(0x7f, 0), "\\x7f\\x00"],
    ["a line turned round", `a${of(0x202e)}b${of(0x2069)}`, "a\\u202eb\\u2069"],
    ["line and paragraph separators", of(0x2028, 0x2029), "\\u2028\\u2029"],
    ["tags that nobody sees", of(0xe0041), "\\u{e0041}"],
  ])("%s", (_, text, shown) => expect(visible(text)).toBe(shown));

  test.each(["Müller, 山田 太郎", "محمد علي", "Иванов", "🫀 heart", "नमस्ते", 'a\\b "c" <d>'])(
    "and nothing else is changed: %s",
    (name) => expect(visible(name)).toBe(name),
  );
});

test("JSON holds none either, and the same values", () => {
  const hasUnseen = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: "binary" }), (value, text) => {
      const json = toJsonText([value, text, of(0x9b, 0x202e, 0x2028, 0xe0041)]);
      expect(JSON.parse(json)).toEqual(
        JSON.parse(JSON.stringify([value, text, of(0x9b, 0x202e, 0x2028, 0xe0041)])),
      );
      expect(hasUnseen.test(json.replaceAll("\n", ""))).toBe(false);
    }),
  );
});

test("the progress bar's stage is text alone", () => {
  const written: string[] = [];
  const stream = { isTTY: true, write: (text: string) => written.push(text) };
  createProgressBar(stream as unknown as NodeJS.WriteStream).show(of(0x1b, 0x63), 1, 2);
  expect(written.join("").split(of(0x1b))).toHaveLength(2);
  expect(written.join("")).toContain("\\x1bc");
});

test("no command writes past this", () => {
  const others = readdirSync(folder).filter((name) =>
    /std(out|err)\.write/.test(readFileSync(join(folder, name), "utf8")),
  );
  // The usage is our own; inspect and compare write JSON, and the bar what it has made visible.
  expect(others).toEqual(["compare-model.ts", "inspect-command.ts", "main.ts", "terminal.ts"]);
});
