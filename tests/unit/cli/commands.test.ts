import { expect, test } from "vitest";
import { commands, usage } from "../../../src/cli/commands.ts";

test("every command is loaded by its name, and the usage has its arguments", async () => {
  const lines = (await usage()).split("\n");
  expect(Object.keys(commands)).toContain("segment");
  for (const [name, load] of Object.entries(commands)) {
    const { usage: own, run } = await load();
    expect(run, name).toBeTypeOf("function");
    expect(lines).toContain(`  autoseg ${name} ${own}`);
  }
});
