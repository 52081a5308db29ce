import { expect, test } from "vitest";
import { assemblies, compileAssembly } from "../../scripts/compile-assembly.ts";
import { readText } from "./import-graph.ts";

test.each(assemblies)("$module is what the source is compiled to", async (assembly) => {
  expect(readText(assembly.module)).toBe(await compileAssembly(assembly));
});
