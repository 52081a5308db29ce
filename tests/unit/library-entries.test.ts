import { describe, expect, test } from "vitest";
import { exportsOf, readText } from "./import-graph.ts";

const { exports } = JSON.parse(readText("package.json")) as { exports: Record<string, string> };

/** A public entry: how a program imports it, and what its file exports by name. */
const entries = Object.entries(exports).map(([path, file]) => ({
  path: path.replace(".", "cornerstone-autoseg"),
  file,
  exported: exportsOf(file),
}));

/** These draw, and so need a page. */
const forPages = ["cornerstone-autoseg/cornerstone", "cornerstone-autoseg/panel"];

test("the public entries export what the snapshot lists", async () => {
  const lists = entries.map(({ path, exported }) => {
    const lines = exported.map(({ name, isType }) => (isType ? `type ${name}` : name));
    return [path, ...lines.sort().map((line) => `  ${line}`)].join("\n");
  });
  await expect(`${lists.join("\n\n")}\n`).toMatchFileSnapshot("library-exports.txt");
});

test("a name has one entry, so that nobody has to choose", () => {
  const library = entries.filter(({ path }) => !forPages.includes(path));
  const names = library.flatMap(({ exported }) => exported.map(({ name }) => name));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe.each(entries.filter(({ path }) => !forPages.includes(path)))("$path", ({ file, exported }) => {
  test("runs without a page", async () => {
    const found = Object.keys(await import(/* @vite-ignore */ `../../${file}`)).sort();
    expect(found).toEqual(
      exported
        .filter(({ isType }) => !isType)
        .map(({ name }) => name)
        .sort(),
    );
  });
});
