import { expect, test } from "vitest";
import { formatName, shownText } from "../../../src/viewer/study-summary.ts";

test.each([
  ["Latin", "Doe^Jane", "Doe Jane"],
  ["all five components", "Doe^Jane^M.^Dr.^PhD", "Doe Jane M. Dr. PhD"],
  [
    "Japanese in three scripts",
    "Yamada^Tarou=山田^太郎=やまだ^たろう",
    "Yamada Tarou · 山田 太郎 · やまだ たろう",
  ],
  ["an ideographic form alone", "=洪^吉洞=", "洪 吉洞"],
  ["Hebrew", "כהן^דוד", "\u2068כהן דוד\u2069"],
  ["Arabic beside Latin", "Hassan^Ali=الحسن^علي", "Hassan Ali · \u2068الحسن علي\u2069"],
  ["nothing", "^^=", ""],
])("a name is shown as it is read: %s", (_, name, shown) => {
  expect(formatName(name)).toBe(shown);
});

test.each([
  ["markup", "<b>&amp;</b>", "<b>&amp;</b>"],
  ["an override of the direction", "a\u202eb", "a\ufffdb"],
  ["an isolate that would not end", "א\u2067", "\u2068א\ufffd\u2069"],
  ["an end of an isolate", "א\u2069 1", "\u2068א\ufffd 1\u2069"],
  ["a control character", "a\u001b[2Jb\u0085", "a\ufffd[2Jb\ufffd"],
  ["a script beyond the first plane", "𐤀𐤁 1", "\u2068𐤀𐤁 1\u2069"],
])("a text keeps to itself: %s", (_, value, shown) => {
  expect(shownText(value)).toBe(shown);
});
