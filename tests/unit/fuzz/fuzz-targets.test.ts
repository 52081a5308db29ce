import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { changeInput, createRandom } from "./changes.ts";
import { foundInputs, tryInput } from "./fuzz-target.ts";
import { fuzzTargets } from "./fuzz-targets.ts";

/*
 * A number of inputs, not of seconds: a slow machine does the same work. `npm run -s fuzz` goes on, guided by the code
 * that is reached.
 */

describe.each(fuzzTargets.map((target) => [target.name, target] as const))("%s", (_, target) => {
  const { testedInputs = 1000 } = target;

  test("is guided by code that is there", () => {
    expect(existsSync(join(import.meta.dirname, "../../..", target.covers))).toBe(true);
  });

  test("reads what it is to begin with, and answers what was found before", async () => {
    for (const seed of await target.seeds()) await target.run(seed);
    for (const bytes of foundInputs(target).values()) await tryInput(target, bytes);
  });

  test("a file that is cut off is answered by a result or a typed error", async () => {
    for (const seed of await target.seeds()) {
      const step = Math.max(1, Math.floor((seed.length * 4) / testedInputs));
      for (let length = 0; length < seed.length; length += step)
        await tryInput(target, seed.slice(0, length));
    }
  });

  test("so is any change of one", async () => {
    const random = createRandom(Number(process.env.AUTOSEG_SEED));
    const corpus = [...(await target.seeds()), ...foundInputs(target).values()];
    for (let count = 0; count < testedInputs; count++)
      await tryInput(target, changeInput(corpus, target.tokens ?? [], random));
  });
});
