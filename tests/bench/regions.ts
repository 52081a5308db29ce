import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { computeChanges, type EditOperation } from "../../src/editing/index.ts";
import { detectLesions } from "../../src/metrics/index.ts";
import { measureSegments, wholeBlock } from "../../src/regions/index.ts";
import { findLesions } from "../../src/review/index.ts";
import { cleanUp } from "../../src/segmentation/plan/inference-plan.ts";
import { createLabelMap } from "../../src/volume/index.ts";
import { ellipsoids } from "./ellipsoids.ts";

const rounds = 5;

/**
 * Operations on the regions of a label map of 512 x 512 x 200 voxels: 12 large segments, one of them in 300 scattered pieces,
 * all with single voxels and holes added. Median of five rounds, in milliseconds of CPU time including garbage collection.
 */
export async function benchRegions(jsonPath: string | undefined): Promise<void> {
  const results: Record<string, number> = {};
  for (const [name, act] of Object.entries(cases())) {
    const taken: number[] = [];
    for (let round = 0; round < rounds; round++) taken.push(act());
    results[name] = Math.round(taken.sort((a, b) => a - b)[rounds >> 1]! * 10) / 10;
    process.stderr.write(`${name}: ${results[name]} ms\n`);
  }
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    node: process.version,
  };
  const json = `${JSON.stringify({ machine, size: [512, 512, 200], rounds, milliseconds: results }, null, 2)}\n`;
  if (jsonPath === undefined) process.stdout.write(json);
  else await writeFile(jsonPath, json);
}

/** Each works on its own copy of the voxels and returns the CPU time of the operation alone. */
function cases(): Record<string, () => number> {
  const { grid, segments, voxels } = sprinkled();
  const image = Int16Array.from(voxels, (label, index) => 40 * label + (index % 37));
  const target = { grid, labels: wholeBlock(grid, voxels), image: wholeBlock(grid, image) };
  const timed = (act: () => unknown): number => {
    const start = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  const edit = (operation: EditOperation) => () => timed(() => computeChanges(target, operation));
  const clean = (step: object) => () => {
    const own = voxels.slice();
    return timed(() =>
      cleanUp(own, grid, { postprocessing: [step] } as unknown as Parameters<typeof cleanUp>[2], 2),
    );
  };
  const mask = (moved: number) => ({
    grid,
    voxels: voxels.map((_, index) => (voxels[index + moved] === 12 ? 1 : 0)),
  });
  const [found, reference] = [mask(0), mask(3)];
  const at = [...voxels.entries()].find(([, label]) => label === 3)![0];
  const ijk = [at % 512, Math.floor(at / 512) % 512, Math.floor(at / (512 * 512))] as const;
  const volume = { grid, voxels: image, unit: "HU" as const, modality: "CT" };
  return {
    keepLargestComponent: clean({ operation: "keep-largest-component", values: [1, 2, 3] }),
    removeSmallComponents: clean({ operation: "remove-small-components", values: [12], smallerThanMl: 0.5 }),
    fillHolesBySlice: clean({ operation: "fill-holes", values: [3] }),
    fillHoles: edit({ kind: "fill-holes", segmentNumber: 3 }),
    floodFill: edit({ kind: "flood-fill", segmentNumber: 9, at: ijk, tolerance: 1000 }),
    islands: edit({ kind: "islands", segmentNumber: 12, action: "keep-largest" }),
    margin: edit({ kind: "margin", segmentNumber: 3, marginMm: 3 }),
    findLesions: () => timed(() => findLesions(target, 12)),
    measureSegments: () => timed(() => measureSegments([{ grid, segments, voxels }], volume)),
    detectLesions: () => timed(() => detectLesions(found, reference)),
  };
}

/** Ellipsoids, the last of them cut into many pieces, with holes and specks everywhere. */
function sprinkled() {
  const whole = ellipsoids(12);
  const voxels = whole.voxels.slice();
  for (let index = 0; index < voxels.length; index++) {
    const [i, j, k] = [index % 512, Math.floor(index / 512) % 512, Math.floor(index / (512 * 512))];
    const isCut = voxels[index] === 12 && (i % 9 === 0 || j % 9 === 0 || k % 9 === 0);
    const isHole = voxels[index] !== 0 && (i * 7 + j * 13 + k * 29) % 97 === 0;
    if (isCut || isHole) voxels[index] = 0;
    else if (voxels[index] === 0 && (i * 31 + j * 17 + k * 23) % 1999 === 0) voxels[index] = 12;
  }
  return createLabelMap({ grid: whole.grid, segments: whole.segments, voxels });
}
