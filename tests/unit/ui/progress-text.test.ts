import { describe, expect, it } from "vitest";
import type { ControllerState } from "../../../src/controller/index.ts";
import type { Provider } from "../../../src/inference/index.ts";
import { progressText } from "../../../src/ui/progress-text.ts";

const provider = { name: "wasm", label: "WebAssembly, 2 threads", reason: "" } as Provider;
const progress = {
  state: "running",
  queuePosition: 0,
  slicesDone: 38,
  slicesTotal: 129,
  secondsLeft: undefined,
  provider,
} as const;

describe("progressText", () => {
  it.each<[ControllerState["run"], string]>([
    [undefined, ""],
    [{ progress: undefined }, "Starting · WebAssembly, 2 threads"],
    [{ progress: { ...progress, state: "queued", queuePosition: 2 } }, "Waiting for 2 other runs"],
    [
      { progress: { ...progress, secondsLeft: 11.6 } },
      "38 of 129 slices · WebAssembly, 2 threads · 12 s left",
    ],
    [
      { progress: { ...progress, state: "paused", secondsLeft: 11.6 } },
      "38 of 129 slices · WebAssembly, 2 threads · paused",
    ],
    [
      { progress: { ...progress, slicesDone: 0, patches: { done: 3, total: 36 }, secondsLeft: 40 } },
      "3 of 36 patches · WebAssembly, 2 threads · 40 s left",
    ],
    [{ progress: { ...progress, slicesDone: 1 } }, "1 of 129 slices · WebAssembly, 2 threads"],
    [
      { progress: { ...progress, slicesDone: 2, secondsLeft: 150 } },
      "2 of 129 slices · WebAssembly, 2 threads · 3 min left",
    ],
  ])("%j", (run, text) => {
    expect(progressText({ run, provider, expected: undefined })).toBe(text);
  });

  it("goes by the last run here until anything is done", () => {
    const expected = { units: 36, slices: 129, isAtMost: false, memoryBytes: 1, seconds: 300 };
    const at = (done: number) =>
      progressText({
        run: { progress: { ...progress, slicesDone: 0, patches: { done, total: 36 } } },
        provider,
        expected,
      });
    expect(at(0)).toBe("0 of 36 patches · WebAssembly, 2 threads · 5 min left");
    expect(at(1)).toBe("1 of 36 patches · WebAssembly, 2 threads");
  });
});
