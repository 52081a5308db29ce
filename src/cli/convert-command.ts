import { join } from "node:path";
import type { SourceSeries } from "../dicom/index.ts";
import { type OpenedSegmentation, openDicomSeg } from "../dicom-seg/index.ts";
import {
  measureSegments,
  segmentSurfaces,
  toNifti,
  toNrrd,
  toStl,
  writeMeasurementReport,
  writeRtStruct,
} from "../formats/index.ts";
import type { WideLabelMap } from "../volume/index.ts";
import { findInputFiles } from "./input-files.ts";
import { makeOutputFolder, writeOutput } from "./output-file.ts";
import { parseCommand } from "./parse-command.ts";
import { readSegmentedSeries } from "./segmented-series.ts";
import { UsageError } from "./usage-error.ts";

/** `autoseg convert`: the segments of a DICOM-SEG in another form. */
export const convertCommand = {
  usage: "SEG --source PATH --to nifti|nrrd|rtstruct|stl|sr [--out PATH] [--series UID]",
  run: runConvert,
};

type Opened = OpenedSegmentation<WideLabelMap>;

interface Format {
  /** Of the file, if no name is given. */
  readonly extension: string;
  /** The files to write, for the path that was asked for. */
  convert(opened: Opened, source: SourceSeries, path: string): Iterable<OutputFile> | Promise<OutputFile[]>;
}

interface OutputFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const formats: Record<string, Format> = {
  nifti: { extension: ".nii.gz", convert: ({ labelMaps }, _source, path) => toNiftiFiles(labelMaps, path) },
  nrrd: {
    extension: ".seg.nrrd",
    convert: ({ labelMaps }, _source, path) => [{ path, bytes: toNrrd(labelMaps) }],
  },
  rtstruct: {
    extension: ".rtstruct.dcm",
    convert: ({ labelMaps }, source, path) => [{ path, bytes: writeRtStruct(labelMaps, { source }) }],
  },
  stl: { extension: "-stl", convert: ({ labelMaps }, _source, path) => toStlFiles(labelMaps, path) },
  sr: {
    extension: ".sr.dcm",
    convert: ({ labelMaps, origin }, source, path) => {
      const measurements = measureSegments(labelMaps, source.volume);
      return [{ path, bytes: writeMeasurementReport(measurements, { source, segmentation: origin }) }];
    },
  },
};

async function runConvert(args: readonly string[], signal: AbortSignal): Promise<void> {
  const { positionals, values } = parseCommand(args, {
    source: { type: "string" },
    to: { type: "string" },
    out: { type: "string" },
    series: { type: "string" },
  });
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new UsageError("Give one DICOM-SEG file.");
  if (values.source === undefined) throw new UsageError("Give the series it was made for with --source.");
  const format = Object.hasOwn(formats, values.to ?? "") ? formats[values.to!] : undefined;
  if (!format) throw new UsageError(`Give the form with --to: ${Object.keys(formats).join(", ")}.`);
  const [file, ...more] = await findInputFiles([path]);
  if (!file || more.length > 0) throw new UsageError(`${path} is a folder; give one DICOM-SEG file.`);

  const bytes = new Uint8Array(await file.arrayBuffer());
  const source = await readSegmentedSeries(bytes, values.source, {
    seriesInstanceUID: values.series,
    signal,
  });
  const opened = await openDicomSeg(bytes, { source, fileName: file.name, wide: true });
  for (const note of opened.notes) process.stderr.write(`note: ${note}\n`);
  const out = values.out ?? `${path.replace(/\.(dcm|seg)$/i, "")}${format.extension}`;
  for (const output of await format.convert(opened, source, out)) {
    await makeOutputFolder(output.path);
    await writeOutput(output.path, output.bytes);
    process.stdout.write(`${output.path}\n`);
  }
}

/** NIfTI has no layers: segments that overlap others are in files of their own, "name-2.nii.gz". */
function* toNiftiFiles(labelMaps: readonly WideLabelMap[], path: string): Generator<OutputFile> {
  for (const [index, labelMap] of labelMaps.entries()) {
    const own = index === 0 ? path : path.replace(/(\.nii)?(\.gz)?$/i, `-${index + 1}$&`);
    yield { path: own, bytes: toNifti(labelMap) };
  }
}

/** One file a segment in the folder `path`; a path that ends in .stl is one file for all. */
function* toStlFiles(labelMaps: readonly WideLabelMap[], path: string): Generator<OutputFile> {
  if (/\.stl$/i.test(path)) {
    yield { path, bytes: toStl([...segmentSurfaces(labelMaps)].map(({ mesh }) => mesh)) };
    return;
  }
  for (const { segment, mesh } of segmentSurfaces(labelMaps)) {
    const name = segment.label.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
    yield { path: join(path, `${segment.segmentNumber}-${name}.stl`), bytes: toStl([mesh]) };
  }
}
