import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readVolume } from "../../scripts/evaluate-models/read-volume.ts";
import { loadModel } from "../../src/model/index.ts";
import { createSegmenter } from "../../src/segmentation/index.ts";
import { mosaicOf } from "../unit/segmentation/high-resolution/mosaic.ts";
import { widenModel } from "../unit/segmentation/high-resolution/widened-model.ts";

/*
 * One run of a model on a synthetic CT, in a process of its own: prints the peak memory of the process in megabytes, and how
 * much of it is voxels. `resolution-task.ts MODEL SIDE SLICES PLACE [TILE]`: PLACE is the side of one of the regions shown
 * side by side on a slice; with TILE the network processes that many pixels at a time, otherwise the whole slice, reduced to
 * its input size.
 */
const root = join(import.meta.dirname, "..", "..");
const [folder, ...numbers] = process.argv.slice(2);
const [side, slices, cell, tile] = numbers.map(Number) as [number, number, number, number?];
const sample = await readVolume(join(root, "sample-dicom", "ct-abdomen-synthetic"), "CT");
const volume = mosaicOf(sample, { side, cell, slices });
const made = mkdtempSync(join(tmpdir(), "autoseg-resolution-"));
try {
  const resampling = { inPlane: "target-spacing", spacingMm: volume.grid.spacingMm[0] } as const;
  const model = tile ? await widenModel(folder!, made, { side: tile, resampling }) : await loadModel(folder!);
  await using segmenter = await createSegmenter(model);
  const start = process.cpuUsage();
  const { labelMap, report } = await segmenter.run(volume);
  const { user, system } = process.cpuUsage(start);
  const inMb = (bytes: number) => Math.round(bytes / 2 ** 20);
  process.stdout.write(
    JSON.stringify({
      peakMb: inMb(peakBytes()),
      volumeMb: inMb(volume.voxels.byteLength),
      labelsMb: inMb(labelMap.voxels.byteLength),
      units: report.units,
      labelled: labelMap.voxels.reduce((sum, label) => sum + Number(label > 0), 0),
      cpuSeconds: Math.round((user + system) / 1e6),
    }),
  );
} finally {
  rmSync(made, { recursive: true });
}

/** Of this process alone; `maxRSS` starts with that of its parent. */
function peakBytes(): number {
  return 1024 * Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))![1]);
}
