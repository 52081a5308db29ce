import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runResolution } from "../bench/run-resolution.ts";

const model = join(import.meta.dirname, "..", "fixtures", "models", "threshold-tiny");

/**
 * Megabytes of a process beside the voxels and their labels: Node.js, the runtime, the network, and what a run keeps of the few
 * slices it works on. The same for all, however long the series and however large its slices.
 */
const mostMb = 400;

test.for([
  { name: "2,000 slices", size: [256, 2000], seen: { cell: 256 }, units: 2000 },
  { name: "slices of 2048 x 2048", size: [2048, 12], seen: { cell: 2048 }, units: 12 },
  { name: "slices of 1024 x 1024 in tiles", size: [1024, 8], seen: { cell: 64, tile: 256 }, units: 392 },
] as const)(
  "$name take no more memory than their voxels, labels and a fixed amount",
  { timeout: 300_000 },
  async ({ size, seen, units }, { skip }) => {
    if (!existsSync("/proc/self/status")) skip("the peak memory of a process is read from /proc");
    const found = await runResolution(model, size, seen);
    expect(found.units).toBe(units);
    expect(found.labelled).toBeGreaterThan(1000);
    expect(found.volumeMb).toBe(Math.round((2 * size[0] ** 2 * size[1]) / 2 ** 20));
    expect(found.peakMb - found.volumeMb - found.labelsMb).toBeLessThan(mostMb);
  },
);
