/**
 * Names that the documentation's code blocks use without importing them: types for the compiler and, in Node, values to run
 * with. Names used only by `check-only` blocks, which need a browser or a server, have no value.
 */
import { openAsBlob, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  type LabelMap,
  readSeries,
  type SourceFile,
  type SourceSeries,
  writeDicomSeg,
} from "cornerstone-autoseg";
import type { LoadedImages } from "cornerstone-autoseg/dicom";
import type { FractionMap } from "cornerstone-autoseg/dicom-seg";
import { axialGrid as grid, letterF, liver, sourceOn, tumour } from "../unit/dicom-objects/phantom.ts";

declare global {
  var files: readonly SourceFile[];
  var series: SourceSeries;
  var labelMap: LabelMap;
  var organs: LabelMap;
  var lesions: LabelMap;
  var reference: LabelMap;
  var maps: readonly FractionMap[];
  var bytes: Uint8Array<ArrayBuffer>;
  var stream: { write(part: Uint8Array): void };
  var signal: AbortSignal;
  var onProgress: (progress: unknown) => void;
  var error: unknown;
  var choose: (series: readonly { readonly seriesInstanceUID: string; readonly label: string }[]) => void;
  var address: string;
  var headers: Readonly<Record<string, string>>;
  var loadedImages: LoadedImages;
  var renderingEngineId: string;
  var toolGroupId: string;
}

const folder = join(import.meta.dirname, "..", "..", "sample-dicom", "ct-abdomen-synthetic");

/** Provides the values for blocks that run in Node: the files of the sample study, and a small series with an F in it. */
export async function give(): Promise<void> {
  const names = readdirSync(folder);
  const files = names.map((name) => ({
    name,
    arrayBuffer: async () => (await openAsBlob(join(folder, name))).arrayBuffer(),
  }));
  const series = sourceOn(grid);
  const drawn = () => letterF(grid, [liver, tumour]);
  const only = (segmentNumber: number): LabelMap => {
    const { voxels, segments } = drawn();
    return {
      grid,
      voxels: voxels.map((label) => (label === segmentNumber ? label : 0)),
      segments: segments.filter((segment) => segment.segmentNumber === segmentNumber),
    };
  };
  Object.assign(globalThis, {
    files,
    series,
    labelMap: drawn(),
    organs: only(1),
    lesions: only(2),
    reference: drawn(),
    maps: [{ segment: liver, fractions: drawn().voxels.map((label) => 100 * label) }],
    bytes: writeDicomSeg(drawn(), { source: series }),
    stream: { write: () => undefined },
    signal: new AbortController().signal,
    onProgress: () => undefined,
    error: await readSeries([]).catch((error: unknown) => error),
    choose: () => undefined,
  });
}
