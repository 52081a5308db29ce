import { readSeries, type SourceSeries } from "../../../../src/dicom/index.ts";
import {
  checkDicomSeg,
  readDicomSeg,
  readDicomSegExactly,
  writeDicomSeg,
  writeFractionalSeg,
  writeRtStruct,
} from "../../../../src/dicom-objects/index.ts";
import { segmentSurfaces } from "../../../../src/export/index.ts";
import { createGrid } from "../../../../src/geometry/index.ts";
import { measureSegments } from "../../../../src/regions/index.ts";
import { makeSlices, toDicomFile } from "../../dicom/make-series.ts";
import { overlappingPixels } from "../../dicom-objects/overlapping.ts";
import { letterF, liver, sourceOn, tumour } from "../../dicom-objects/phantom.ts";
import { answered, type FuzzTarget } from "../fuzz-target.ts";

const size = { columns: 12, rows: 10, slices: 5 };

/** An even series, one of a tilted gantry, and one of uneven slices: what segmentations are opened on. */
const sources: Promise<readonly SourceSeries[]> = Promise.all(
  [
    makeSlices(size),
    makeSlices({ ...size, change: (k) => ({ ImagePositionPatient: [-10, 20 + 0.9 * k, -300 + 2.5 * k] }) }),
    makeSlices({
      ...size,
      change: (k) => ({ ImagePositionPatient: [-10, 20, -300 + 2.5 * k + (k > 2 ? k : 0)] }),
    }),
  ].map((slices) => readSeries(slices.map((slice, k) => toDicomFile(`${k}.dcm`, slice)))),
);

async function makeSeeds(): Promise<readonly Uint8Array[]> {
  const [even, tilted, uneven] = (await sources) as [SourceSeries, SourceSeries, SourceSeries];
  const { grid } = even.volume;
  const labelMap = letterF(grid, [liver, tumour]);
  const fine = createGrid({ ...grid, size: [9, 9, 9], spacingMm: [0.4, 0.6, 1.1] });
  const { studyInstanceUID, frameOfReferenceUID, header } = even;
  const onFine = { ...sourceOn(fine, {}, "2"), studyInstanceUID, frameOfReferenceUID, header };
  const shown = tilted.tilt!;
  const images = createGrid({ ...tilted.volume.grid, size: [...shown.size, size.slices] });
  const { tilt: _, ...flat } = tilted;
  const onImages = {
    ...flat,
    volume: { ...tilted.volume, grid: images },
    instances: tilted.instances.map((instance, k) => ({
      ...instance,
      imagePositionPatient: [-10, 20 + 0.9 * k, -300 + 2.5 * k] as const,
    })),
  };
  const fractions = labelMap.voxels.map((label) => 60 * label);
  const options = { source: even, fractionalType: "OCCUPANCY" } as const;
  return [
    writeDicomSeg(labelMap, { source: even }),
    writeDicomSeg(labelMap, { source: even, type: "LABELMAP" }),
    writeDicomSeg(labelMap, { source: even, compression: "deflated" }),
    writeDicomSeg(labelMap, { source: even, type: "LABELMAP", compression: "rle" }),
    writeFractionalSeg([{ segment: liver, fractions }], grid, options),
    writeDicomSeg(letterF(fine, [liver, tumour]), { source: onFine }),
    writeDicomSeg(letterF(images, [liver]), { source: onImages }),
    writeDicomSeg(letterF(uneven.volume.grid, [liver]), { source: uneven }),
    overlappingPixels(even, 3),
  ];
}

/** A DICOM Segmentation on the series that it was made for, and what is written from it. */
export const seg: FuzzTarget = {
  name: "seg",
  covers: "/src/dicom-objects/seg/",
  seeds: makeSeeds,
  tokens: ["BINARY", "FRACTIONAL", "LABELMAP", "nan", "1e30", "-", "\\"].map((word) =>
    new TextEncoder().encode(word),
  ),
  async run(bytes) {
    for (const source of await sources) {
      await answered(async () => readDicomSegExactly(bytes, { source }));
      await answered(async () => checkDicomSeg(bytes, { source }));
      await answered(async () => {
        const { parts, own, labelMaps } = await readDicomSeg(bytes, { source, bits: 16 });
        measureSegments(own ?? parts, source.volume);
        for (const _ of segmentSurfaces(parts));
        return [labelMaps, writeRtStruct(parts, { source })];
      });
    }
  },
};
