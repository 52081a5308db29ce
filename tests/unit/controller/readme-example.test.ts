import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

test("the README's example of the extension is the one that is tested, without its application", () => {
  const [, shown = ""] =
    /```ts[^\n]*\n(import \{ createAutosegExtension[\s\S]*?)```/.exec(read("README.md")) ?? [];
  expect(shown).toContain("AutosegPanel");
  const tested = read("docs/examples/panel.ts").split("\n");
  expect(shown.split("\n").filter((line) => !tested.includes(line))).toEqual([]);
});
