import { AutosegError } from "../../errors.ts";
import { ijkToLps } from "../../geometry/index.ts";
import { createVolume, type VoxelArray } from "../../volume/index.ts";
import { text } from "../dataset.ts";
import { deriveFrameOfReferenceUID, type SourceInstance, type SourceSeries } from "../source-series.ts";
import { createVolumeAssembler } from "./assemble-volume.ts";
import { mapBounded } from "./bounded.ts";
import { chooseVolume } from "./choose-series.ts";
import { expandZips } from "./expand-zips.ts";
import type { FileIndex, FoundSeries, UnreadableFile } from "./file-index.ts";
import { indexFiles } from "./index-files.ts";
import type { PlacedFrame } from "./placed-frame.ts";
import type { ReferencedImages } from "./referenced-images.ts";
import { localSliceReader, modalityOf, type SliceReader } from "./slice-reader.ts";
import type { SliceStack } from "./slice-stack.ts";
import type { ReadOptions, SourceFile } from "./source-file.ts";
import { findVolumes, type VolumeStack } from "./volumes.ts";

export interface ReadSeriesOptions extends ReadOptions {
  /** Which series to read, if the files hold several. */
  readonly seriesInstanceUID?: string;
  /** Which of the `volumes` in the series' summary, zero-based; by default the first, which is the recommended one. */
  readonly volumeIndex?: number;
  /** What an object references: its volume is read, unless `seriesInstanceUID` or `volumeIndex` is given. */
  readonly referenced?: ReferencedImages;
  /** Reads single files; by default in this thread. */
  readonly reader?: SliceReader;
}

/**
 * Reads a CT, MR, PT or NM series from files or ZIP archives: ordered by position, geometry checked, voxels rescaled (CT to
 * HU). Files that are not such images are ignored; a damaged DICOM file is an error, since it may be one of the slices.
 * @throws AutosegError `no-dicom-images`, `unreadable-dicom`, `unsupported-pixels`, `several-series`,
 * `series-not-found`, `irregular-series`, `cancelled`.
 */
export async function readSeries(
  files: readonly SourceFile[],
  options: ReadSeriesOptions = {},
): Promise<SourceSeries> {
  const reader = options.reader ?? localSliceReader;
  const all = await expandZips(files);
  const index = await indexFiles(all, reader, options);
  const { series, volumeIndex } = chooseVolume(index, all.length, options);
  return readFromIndex(index, series, {
    ...options,
    volumeIndex: options.volumeIndex ?? volumeIndex,
    reader,
  });
}

/** Reads a series whose headers are known. */
export async function readFromIndex(
  index: FileIndex,
  series: FoundSeries,
  { reader = localSliceReader, ...options }: ReadSeriesOptions,
): Promise<SourceSeries> {
  checkComplete(index, series);
  const volumes = findVolumes(series);
  const chosen = volumes[options.volumeIndex ?? 0];
  if (!chosen)
    throw new AutosegError(
      "invalid-argument",
      `The series has ${volumes.length} volumes, so there is no volume with the index ${options.volumeIndex}. Choose one from 0 to ${volumes.length - 1}.`,
      { argument: "volumeIndex" },
    );
  if (!("grid" in chosen.stack)) throw chosen.stack;
  const { stack } = chosen;
  const voxels = await readVoxels(series, stack, reader, options);
  const others = volumes.filter((volume) => volume !== chosen);
  return {
    ...toSourceSeries(series, stack, voxels),
    notes: [...stack.notes, ...index.unreadable.map(describeUnreadable)],
    volumeLabel: chosen.label,
    otherVolumes: others.map(({ label, imageCount }) => `${label} (${imageCount} images)`),
  };
}

/** Describes a damaged file next to the series: it may belong to it. */
function describeUnreadable({ fileName, error, mayBeSlice }: UnreadableFile): string {
  return mayBeSlice
    ? `${error.message} If it is a slice of this series, it is missing from the volume.`
    : `"${fileName}" is damaged and was left out; it is not a slice.`;
}

/** @throws AutosegError `input-not-found` naming the first image of the series that a DICOMDIR lists but that is missing. */
function checkComplete({ missing }: FileIndex, { seriesInstanceUID }: FoundSeries): void {
  const own = missing.filter((file) => file.seriesInstanceUID === seriesInstanceUID);
  const [first] = own;
  if (!first) return;
  const others = own.length === 1 ? "" : ` So are ${own.length - 1} more files of the series.`;
  throw new AutosegError(
    "input-not-found",
    `"${first.path}" is listed in ${first.listedIn}, but it is missing.${others} Copy the whole disc.`,
    { path: first.path },
  );
}

/** All voxels in grid order: Int16, unless a slice needs Float32. */
async function readVoxels(
  series: FoundSeries,
  stack: VolumeStack,
  reader: SliceReader,
  { onProgress, signal }: ReadOptions,
): Promise<VoxelArray> {
  checkVolumeSize(series, stack);
  const assembler = createVolumeAssembler(stack, backgroundOf(stack), series.seriesInstanceUID);
  const placesByFile = new Map<number, number[]>();
  stack.frames.forEach(({ fileIndex }, k) => {
    const places = placesByFile.get(fileIndex);
    if (places) places.push(k);
    else placesByFile.set(fileIndex, [k]);
  });
  const files = series.files.filter(({ fileIndex }) => placesByFile.has(fileIndex));
  const filesTotal = files.length;
  let filesDone = 0;
  await mapBounded(
    files,
    reader.concurrency,
    async ({ file, fileIndex }) => {
      const places = placesByFile.get(fileIndex) ?? [];
      const frames = places.map((k) => stack.frames[k]!.frameIndex);
      const decoded = await reader.readFrames(file, frames, places.map(assembler.placeOf));
      places.forEach((k, index) => {
        assembler.place(decoded[index]!, k);
      });
      onProgress?.({ filesDone: ++filesDone, filesTotal, phase: "pixels" });
    },
    signal,
  );
  return assembler.finish();
}

/** The value beside shifted slices: air in CT, else 0. */
function backgroundOf({ unit }: VolumeStack): number {
  return unit === "HU" ? -1024 : 0;
}

/** Maximum size of a volume from small files, and maximum growth of larger ones. */
const [smallVolumeBytes, largestGrowth] = [32 * 2 ** 20, 200];

/** @throws AutosegError `unsupported-pixels` for files of a few bytes that claim to be a huge volume. */
function checkVolumeSize({ files, seriesInstanceUID }: FoundSeries, { grid }: SliceStack): void {
  const fileBytes = files.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? Number.POSITIVE_INFINITY), 0);
  const voxelBytes = 2 * grid.size[0] * grid.size[1] * grid.size[2];
  if (voxelBytes <= Math.max(smallVolumeBytes, largestGrowth * fileBytes)) return;
  throw new AutosegError(
    "unsupported-pixels",
    `The series would have ${grid.size.join(" x ")} voxels, more than its ${fileBytes} bytes can hold. Load the scanner's original images (${seriesInstanceUID}).`,
    { fileName: files[0]?.file.name ?? seriesInstanceUID },
  );
}

function toSourceSeries(series: FoundSeries, stack: VolumeStack, voxels: VoxelArray): SourceSeries {
  const [first] = stack.frames as readonly [PlacedFrame, ...PlacedFrame[]];
  const { dataset } = series.files.find(({ fileIndex }) => fileIndex === first.fileIndex)!;
  const modality = modalityOf(dataset);
  return {
    studyInstanceUID: text(dataset, "StudyInstanceUID") ?? "",
    seriesInstanceUID: series.seriesInstanceUID,
    modality,
    frameOfReferenceUID:
      first.frameOfReferenceUID ??
      deriveFrameOfReferenceUID(series.seriesInstanceUID || first.sopInstanceUID || first.fileName),
    frameOfReferenceIsDerived: first.frameOfReferenceUID === undefined,
    header: dataset,
    instances: stack.frames.map((frame, k) => toInstance(frame, stack, k)),
    ...(stack.even && { slicePlaces: stack.even.places }),
    ...toTilt(stack),
    volume: createVolume({ grid: stack.grid, voxels, unit: stack.unit, modality }),
  };
}

export function toInstance(frame: PlacedFrame, stack: SliceStack, k: number): SourceInstance {
  return {
    sopClassUID: frame.sopClassUID,
    sopInstanceUID: frame.sopInstanceUID,
    ...(frame.seriesInstanceUID !== undefined && { seriesInstanceUID: frame.seriesInstanceUID }),
    ...(frame.numberOfFrames > 1 && { frameNumber: frame.frameIndex + 1 }),
    imagePositionPatient: stack.offsets
      ? ijkToLps(stack.grid, [0, 0, stack.even?.places[k] ?? k])
      : frame.imagePositionPatient,
    fileName: frame.fileName,
  };
}

/** The positions of a tilted gantry's images; empty for others. */
export function toTilt({ offsets, frames }: SliceStack): Pick<SourceSeries, "tilt"> {
  const [first] = frames;
  return offsets && first ? { tilt: { size: [first.columns, first.rows], offsets } } : {};
}
