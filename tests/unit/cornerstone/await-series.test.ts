import { expect, test } from "vitest";
import { awaitSeries } from "../../../src/cornerstone/await-series.ts";
import { findShownSeries } from "../../../src/cornerstone/host-viewports.ts";
import type { AutosegError } from "../../../src/errors.ts";

/** In Node there is no screen, and so no Cornerstone that was started: what applications do that come to it later. */
const place = { renderingEngineId: "engine" };

test("an application in which Cornerstone is not started is told so", () => {
  expect((findShownSeries(place) as AutosegError).message).toMatch(
    /^Cornerstone3D is not initialised in this page\. Call init\(\) of @cornerstonejs\/core and of @cornerstonejs\/tools/,
  );
});

test("a series is waited for: what is missing is said, and is the error at the end, or at once", async () => {
  const missing: string[] = [];
  const wait = (waitMs: number, signal = new AbortController().signal) =>
    awaitSeries(
      place,
      {},
      {
        waitMs,
        signal,
        preferred: undefined,
        onWait: ({ message }) => missing.push(message),
      },
    );
  await expect(wait(0)).rejects.toMatchObject({ code: "invalid-argument" });
  expect(missing).toEqual([]);
  await expect(wait(1)).rejects.toThrow(/is not initialised/);
  expect(missing).toHaveLength(1);
  const abort = new AbortController();
  const waiting = wait(60_000, abort.signal);
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
});
