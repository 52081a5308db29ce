import { computeChanges, type EditOperation, writeRuns } from "../../../src/editing/index.ts";
import { ijkToLps } from "../../../src/geometry/index.ts";
import type { PromptedModel } from "../../../src/model/index.ts";
import { createPrompter, type Prompt, type PrompterOptions } from "../../../src/prompting/index.ts";
import { flood, forEachRow, type Triple, wholeBlock, wholeBox } from "../../../src/regions/index.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { indexOf, type UserClick } from "./simulated-user.ts";

/** A method to outline an object from clicks. */
export interface Method {
  readonly name: string;
  /** What it runs on, if not only this thread. */
  readonly provider?: string | undefined;
  /**
   * Returns a mask (1 in the object) for all clicks together, and the milliseconds until the clicked slice was done,
   * if applicable.
   */
  outline(
    volume: Volume,
    clicks: readonly UserClick[],
  ): Promise<{ readonly found: Uint8Array; readonly firstMs: number; readonly totalMs: number }>;
  close?(): Promise<void>;
}

/** The network or, without one, the random walker, as users of the library get them. */
export async function promptedMethod(
  name: string,
  model: PromptedModel | undefined,
  options: PrompterOptions = {},
): Promise<Method> {
  const prompter = await createPrompter(model, options);
  return {
    name,
    provider: prompter.provider?.label,
    async outline(volume, clicks) {
      const prompts = clicks.map(
        ({ at, adds }): Prompt => ({ kind: "click", at: ijkToLps(volume.grid, at), adds, plane: "axial" }),
      );
      const { mask, report } = await prompter.prompt(volume, prompts);
      const found = new Uint8Array(volume.voxels.length);
      forEachRow(mask.box, wholeBox(volume.grid), (from, to, length) =>
        found.set(mask.values.subarray(from, from + length), to),
      );
      return { found, firstMs: report.firstSliceMs, totalMs: report.totalMs };
    },
    close: async () => prompter[Symbol.asyncDispose](),
  };
}

/** Radius of a click's disc in pixels, the same for every method. */
const clickRadius = 3;
/** Without a negative click, everything this far from a click is background. */
const farMm = 64;

function diskVoxels({ at }: UserClick, { grid }: Volume): number[] {
  const voxels: number[] = [];
  for (let j = at[1] - clickRadius; j <= at[1] + clickRadius; j++)
    for (let i = at[0] - clickRadius; i <= at[0] + clickRadius; i++) {
      const isIn = (i - at[0]) ** 2 + (j - at[1]) ** 2 <= clickRadius ** 2;
      if (isIn && i >= 0 && j >= 0 && i < grid.size[0] && j < grid.size[1])
        voxels.push(indexOf([i, j, at[2]], grid));
    }
  return voxels;
}

/** GrowCut between the clicks, and between the first click and the surface of a box around it. */
export const growFromSeeds: Method = {
  name: "grow from seeds",
  async outline(volume, clicks) {
    const startedMs = performance.now();
    const { grid } = volume;
    const seeds: Extract<EditOperation, { kind: "grow-from-seeds" }>["seeds"][number][] = [
      { label: 0, voxels: Uint32Array.from(boxSurface(clicks[0]!.at, volume)) },
    ];
    for (const click of clicks)
      seeds.push({ label: click.adds ? 1 : 0, voxels: Uint32Array.from(diskVoxels(click, volume)) });
    const labels = new Uint8Array(volume.voxels.length);
    const target = { grid, labels: wholeBlock(grid, labels), image: wholeBlock(grid, volume.voxels) };
    writeRuns(labels, computeChanges(target, { kind: "grow-from-seeds", seeds, reachMm: 0 }), "after");
    const totalMs = performance.now() - startedMs;
    return { found: labels, firstMs: totalMs, totalMs };
  },
};

function boxSurface(at: Triple, { grid }: Volume): number[] {
  const range = ([0, 1, 2] as const).map((axis) => {
    const reach = Math.ceil(farMm / grid.spacingMm[axis]);
    return [Math.max(0, at[axis] - reach), Math.min(grid.size[axis] - 1, at[axis] + reach)] as const;
  });
  const voxels: number[] = [];
  const [i, j, k] = range as [
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
  ];
  const isEdge = (index: number, [first, last]: readonly [number, number]) =>
    first < last && (index === first || index === last);
  for (let z = k[0]; z <= k[1]; z++)
    for (let y = j[0]; y <= j[1]; y++)
      for (let x = i[0]; x <= i[1]; x++)
        if (isEdge(x, i) || isEdge(y, j) || isEdge(z, k)) voxels.push(indexOf([x, y, z], grid));
  return voxels;
}

/** The region connected to the clicks whose values are within 2.5 standard deviations of the mean under the clicks. */
export const regionGrowing: Method = {
  name: "region growing",
  async outline(volume, clicks) {
    const startedMs = performance.now();
    const seeds = clicks.filter(({ adds }) => adds).flatMap((click) => diskVoxels(click, volume));
    const values = seeds.map((index) => volume.voxels[index]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread =
      2.5 * Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    const found = new Uint8Array(volume.voxels.length);
    const beside = new Set(clicks.filter(({ adds }) => !adds).flatMap((click) => diskVoxels(click, volume)));
    flood(found, {
      size: volume.grid.size,
      seeds,
      accepts: (index) => Math.abs(volume.voxels[index]! - mean) <= spread && !beside.has(index),
    });
    const totalMs = performance.now() - startedMs;
    return { found, firstMs: totalMs, totalMs };
  },
};
