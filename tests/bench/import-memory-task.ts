import { loadModel } from "../../src/model/index.ts";
import { createSegmenter } from "../../src/segmentation/index.ts";
import type { Volume } from "../../src/volume/index.ts";

/*
 * One run of a model on a made CT of 512 x 512 x 400 voxels, in a process of its own: prints the megabytes that it takes at most
 * above those of the volume and the started model.
 */
const size = [512, 512, 400] as const;
const voxels = new Int16Array(size[0] * size[1] * size[2]);
for (let k = 0, at = 0; k < size[2]; k++) {
  for (let j = 0; j < size[1]; j++) {
    for (let i = 0; i < size[0]; i++, at++) {
      const isBody = Math.hypot(i - 256, j - 256) < 200;
      voxels[at] = isBody ? 40 + 100 * Math.sin(i / 20) * Math.sin(j / 25) * Math.sin(k / 18) : -1000;
    }
  }
}
const volume: Volume = {
  grid: {
    size,
    spacingMm: [0.75, 0.75, 1.5],
    originLps: [0, 0, 0],
    directionsLps: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
  voxels,
  unit: "HU",
  modality: "CT",
};
await using segmenter = await createSegmenter(await loadModel(process.argv[2]!), {});
const beforeMb = process.memoryUsage().rss / 2 ** 20;
let peakMb = beforeMb;
const look = () => {
  peakMb = Math.max(peakMb, process.memoryUsage().rss / 2 ** 20);
};
const { report } = await segmenter.run(volume, { onProgress: look, onSlice: look });
process.stdout.write(JSON.stringify({ aboveMb: Math.round(peakMb - beforeMb), patches: report.units }));
