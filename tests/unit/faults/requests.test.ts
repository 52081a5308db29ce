import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { readSeries } from "../../../src/dicom/index.ts";
import { openDicomWeb } from "../../../src/dicomweb/index.ts";
import { isAutosegError } from "../../../src/errors.ts";
import { serve } from "../dicomweb/dicomweb-server.ts";
import { failEach } from "./fail-nth.ts";

const failures: Readonly<Record<string, (response: ServerResponse) => void>> = {
  "breaks the connection": (response) => response.destroy(),
  "is overloaded": (response) => response.writeHead(503).end(),
  "says half an answer": (response) => {
    response.writeHead(200, { "Content-Type": "application/dicom+json", "Content-Length": "100" });
    response.write("[{");
    setImmediate(() => response.destroy());
  },
};

/** The series on a server; the counter fails requests, one or all from one on. */
async function read(failsNow: () => boolean, fail: (response: ServerResponse) => void) {
  const root = await serve((_, response) => {
    if (!failsNow()) return false;
    fail(response);
    return true;
  });
  const files = await openDicomWeb(`${root}/studies/1.2.3`);
  const { volume, instances } = await readSeries(files);
  return { voxels: volume.voxels, grid: volume.grid, instances };
}

const whole = await read(
  () => false,
  () => undefined,
);

// Beside each other: most of the time goes by before a request is tried again.
describe.concurrent.each(Object.entries(failures))("a DICOMweb server that %s", (_, fail) => {
  test("at any one request: the series is whole", async () => {
    const requests = await failEach(async (counter) => {
      expect(await read(() => counter.failsNow(), fail)).toEqual(whole);
    });
    expect(requests).toBeGreaterThan(1);
  });

  test("from any request on: that is said, and nothing is read by half", async () => {
    const requests = await failEach(async (counter) => {
      const outcome = await read(() => counter.failsNow() || counter.hasFailed, fail).catch(
        (error: unknown) => error,
      );
      if (counter.hasFailed) expect(isAutosegError(outcome, "dicomweb-failed"), String(outcome)).toBe(true);
      else expect(outcome).toEqual(whole);
    });
    expect(requests).toBeGreaterThan(1);
  });
});
