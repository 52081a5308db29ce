import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { createRace } from "../../../src/workers/index.ts";

describe("a race against a promise that stays open", () => {
  const stoppable = () => {
    let stop!: (cause: unknown) => void;
    const race = createRace(new Promise<never>((_, reject) => (stop = reject)));
    return { stop, race };
  };

  it("gives the work's result or its error", async () => {
    const { race } = stoppable();
    await expect(race(Promise.resolve(7))).resolves.toBe(7);
    await expect(race(Promise.reject(new Error("work")))).rejects.toThrow("work");
  });

  it("rejects at once when it is stopped, and ever after", async () => {
    const { race, stop } = stoppable();
    const waiting = race(new Promise(() => undefined));
    stop(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    await expect(race(new Promise(() => undefined))).rejects.toThrow("stopped");
  });

  it("lets go of results", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const { race } = stoppable();
    const results: WeakRef<object>[] = [];
    const work = async () => {
      const result = { values: new Float32Array(8) };
      results.push(new WeakRef(result));
      return result;
    };
    for (let n = 0; n < 5; n++) await race(work());
    await setImmediate();
    collect();
    expect(results.slice(0, 4).map((result) => result.deref())).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
