import { describe, expect, it } from "vitest";
import { readSeries, type SourceFile } from "../../../src/dicom/index.ts";
import { isAutosegError } from "../../../src/errors.ts";
import { makeSlices, toDicomFile } from "../dicom/make-series.ts";
import { type FaultCounter, failAllocations, failEach } from "./fail-nth.ts";

const files = makeSlices({ columns: 40, rows: 30, slices: 5 }).map((slice, k) =>
  toDicomFile(`${k}.dcm`, slice),
);
const whole = await readSeries(files);

/** Files that cannot be read at one use: a stick that was pulled out, a share that went away. */
function failing(counter: FaultCounter): SourceFile[] {
  return files.map((file) => ({
    ...file,
    arrayBuffer: async () => {
      if (counter.failsNow()) throw new DOMException("The file could not be read.", "NotReadableError");
      return file.arrayBuffer();
    },
  }));
}

/** A series is read whole or not at all, and a fault is no end: the next attempt succeeds. */
async function expectWholeOrTyped(
  open: () => Promise<unknown>,
  counter: FaultCounter,
  message: RegExp,
): Promise<void> {
  const outcome = await open().catch((error: unknown) => error);
  if (counter.hasFailed && outcome instanceof Error) {
    expect(isAutosegError(outcome), String(outcome.stack)).toBe(true);
    expect(outcome.message).toMatch(message);
  } else expect(outcome).toEqual(whole);
  expect(await readSeries(files)).toEqual(whole);
}

describe("opening a series", () => {
  it("reads it whole or says which file cannot be read, whichever read fails", async () => {
    const uses = await failEach((counter) =>
      expectWholeOrTyped(() => readSeries(failing(counter)), counter, /^"\d\.dcm" cannot be read/),
    );
    expect(uses).toBeGreaterThanOrEqual(files.length);
  });

  it("reads it whole or says that memory is short, whichever allocation fails", async () => {
    const uses = await failEach((counter) =>
      expectWholeOrTyped(
        async () => {
          using _ = failAllocations(counter, 1024);
          return await readSeries(files);
        },
        counter,
        /memory/,
      ),
    );
    expect(uses).toBeGreaterThan(0);
  });
});
