import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { listFiles } from "../import-graph.ts";

const read = (path: string): string => readFileSync(path, "utf8");
const theme = read("src/ui/theme.ts");
const components = listFiles("src/ui").filter((path) => !path.endsWith("theme.ts"));
/** The style sheets of a component, comments and what is put in left out. */
const stylesOf = (path: string): string =>
  [...read(path).matchAll(/css`([^`]*)`/g)]
    .map(([, sheet]) => sheet!.replace(/\$\{[^}]*\}|\/\*.*?\*\//gs, ""))
    .join("\n");
/** Custom properties cannot be used where a rule asks for the size of the page. */
const withoutQueries = (sheet: string): string => sheet.replace(/@(media|container)[^{]*/g, "");

describe("the panel's components", () => {
  test.each(components)("%s has no colour, size or font of its own", (path) => {
    const literals = withoutQueries(stylesOf(path)).match(
      /(?<![\w-])\d*\.?\d+(px|rem|em|pt|ch|mm)\b|#[\da-f]{3,8}\b|\b(rgb|hsl|lab|lch|oklch|hwb)a?\(|(?<![\w-])(white|black|red|green|blue|gr[ae]y|serif|sans-serif|monospace|system-ui)(?![\w-])|font-weight: \d+/gi,
    );
    expect(literals).toBeNull();
  });

  test("use only properties that the theme has", () => {
    const known = new Set([...theme.matchAll(/^ {2}(--[\w-]+):/gm)].map(([, name]) => name));
    const used = components.flatMap((path) =>
      [...stylesOf(path).matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name!),
    );
    expect([...new Set(used)].filter((name) => !known.has(name))).toEqual([]);
  });
});

test("every property of the theme is described, with its default", () => {
  const described = [...read("docs/extension.md").matchAll(/^\| `(--autoseg-[\w-]+)` \|/gm)].map(
    ([, name]) => name,
  );
  const there = [...theme.matchAll(/var\((--autoseg-[\w-]+),/g)].map(([, name]) => name);
  expect(described).toEqual(there);
});
