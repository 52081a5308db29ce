import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { themes } from "../../../src/viewer/themes.ts";

const css = readFileSync("src/viewer/viewer.css", "utf8");

/** The custom properties of the first theme, and of another over them. */
function colorsOf(theme: (typeof themes)[number]): ReadonlyMap<string, string> {
  const blocks = [":root {", `:root[data-theme="${theme}"] {`].map((selector) => {
    const at = css.indexOf(selector);
    return at < 0 ? "" : css.slice(at, css.indexOf("}", at));
  });
  return new Map(
    blocks.flatMap((block) =>
      [...block.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name, value]) => [name!, value!]),
    ),
  );
}

/** Relative luminance of a colour in hexadecimal (WCAG 2.2). */
function luminance(hex: string): number {
  const digits =
    hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit) : hex.slice(1).match(/../g)!;
  const [red, green, blue] = digits.map((pair) => {
    const part = Number.parseInt(pair, 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

test("black on white is 21 to 1, as WCAG has it", () => {
  expect(contrast("#000", "#ffffff")).toBeCloseTo(21, 9);
  expect(contrast("#777777", "#fff")).toBeCloseTo(4.48, 2);
});

/** Texts and what they stand on. */
const texts = [
  ...["text", "muted", "accent-bright", "error", "warning", "good"].flatMap((text) =>
    ["surface", "raised", "selected"].map((ground) => [text, ground] as const),
  ),
  ["accent", "surface"],
  ["on-accent", "accent"],
  ["on-accent", "accent-bright"],
] as const;

/** What is no text, but is seen by: the mark of the focus, edges of fields, what is chosen. */
const parts = [
  ["accent", "surface"],
  ["accent", "raised"],
  ["strip-cursor", "strip"],
  ["strip-cursor", "strip-done"],
] as const;

describe.each(themes)("the theme %s", (theme) => {
  const colors = colorsOf(theme);
  const least = theme === "contrast" ? { text: 7, part: 4.5 } : { text: 4.5, part: 3 };

  test.each(texts)("%s is read on %s", (text, ground) => {
    expect(contrast(colors.get(text)!, colors.get(ground)!)).toBeGreaterThanOrEqual(least.text);
  });

  test.each(parts)("%s is seen on %s", (part, ground) => {
    expect(contrast(colors.get(part)!, colors.get(ground)!)).toBeGreaterThanOrEqual(least.part);
  });

  test("has every colour of the first", () => {
    const own = css.slice(css.indexOf(`[data-theme="${theme}"]`));
    if (theme !== "dark")
      for (const name of colorsOf("dark").keys()) expect(own, name).toContain(`--${name}:`);
  });
});
