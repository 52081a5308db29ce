import type { ReadSeriesOptions, SourceSeries } from "../dicom/index.ts";
import { type ModelManifest, seesSeveral, seriesOf } from "../model/index.ts";
import { checkFrameOfReference } from "../segmentation/index.ts";
import { isSameGrid, type Volume } from "../volume/index.ts";
import { findInputFiles, findVolumeImage, type InputFile } from "./input-files.ts";
import { UsageError } from "./parse-command.ts";
import { readSource } from "./read-source.ts";

/** Option of commands that run a model: `--channel NAME=SERIES`, once for each channel. */
export const channelOption = { type: "string", multiple: true } as const;

/** A model's input channel, with the files of its series. */
export interface Channel {
  readonly name: string;
  /** The DICOM Modality that the model requires. */
  readonly modality: string;
  readonly files: readonly InputFile[];
  /** Which series in the files; optional if there is only one. */
  readonly seriesInstanceUID?: string;
}

const uid = /^\d+(\.\d+)+$/;

/**
 * Finds the series for a model's channels, in their order; undefined for a model with one channel.
 * @param values of the option: a name with a SeriesInstanceUID among `files`, or with a path.
 * @throws UsageError for a missing, unknown or repeated name; AutosegError as findInputFiles.
 */
export async function findChannels(
  values: readonly string[],
  files: readonly InputFile[],
  manifest: ModelManifest,
): Promise<readonly Channel[] | undefined> {
  const series = seriesOf(manifest.networks[0]!.input);
  const names = series.map(({ name }) => name);
  if (!seesSeveral(manifest)) {
    if (values.length === 0) return undefined;
    throw new UsageError(`${manifest.name} takes one series per patient: leave out --channel.`);
  }
  const given = new Map<string, string>();
  for (const value of values) {
    const [, name, where] = /^([^=]+)=(.+)$/.exec(value) ?? [];
    if (name === undefined || where === undefined)
      throw new UsageError(`A channel is a name and a series, as in --channel "${names[0]}=SERIES".`);
    if (!names.includes(name))
      throw new UsageError(`${manifest.name} has no channel "${name}", but ${listed(names)}.`);
    if (given.has(name)) throw new UsageError(`--channel "${name}" is given twice.`);
    given.set(name, where);
  }
  const missing = names.filter((name) => !given.has(name));
  if (missing.length > 0)
    throw new UsageError(
      `${manifest.name} sees ${names.length} series of each patient, ${listed(names)}. Name each with ` +
        `--channel "${missing[0]}=SERIES", where SERIES is a SeriesInstanceUID or a path; ${listed(missing)} ${missing.length > 1 ? "are" : "is"} missing.`,
    );
  return Promise.all(
    series.map(async ({ name, modality }) => {
      const where = given.get(name)!;
      return uid.test(where)
        ? { name, modality, files, seriesInstanceUID: where }
        : { name, modality, files: await findInputFiles([where]) };
    }),
  );
}

/** The series of a patient: the first, on whose grid labels are made, and the others by name. */
export interface PatientSeries {
  readonly source: SourceSeries;
  readonly others: Readonly<Record<string, SourceSeries>>;
  /** A sentence for each series on another grid. */
  readonly notes: readonly string[];
}

/**
 * Reads all series for a model. A NIfTI or NRRD file is assumed to have the modality that the channel requires.
 * @throws AutosegError as readSource; `model-mismatch` if the relative position of two series is unknown.
 */
export async function readChannels(
  channels: readonly Channel[],
  options: ReadSeriesOptions,
): Promise<PatientSeries> {
  const read: [string, SourceSeries][] = [];
  for (const { name, modality, files, seriesInstanceUID } of channels) {
    const own = { ...options, ...(seriesInstanceUID && { seriesInstanceUID }) };
    read.push([name, await readSource(files, own, (await findVolumeImage(files)) && modality)]);
  }
  const [[first, source], ...others] = read as [[string, SourceSeries], ...[string, SourceSeries][]];
  for (const [name, other] of others) checkFrameOfReference([first, source], [name, other]);
  return {
    source,
    others: Object.fromEntries(others),
    notes: others
      .filter(([, other]) => !isSameGrid(other.volume.grid, source.volume.grid))
      .map(([name]) => `"${name}" has other voxels than "${first}"; it is resampled to those of "${first}".`),
  };
}

/** The volumes of the other series, as a run takes them. */
export function volumesOf({ others }: Pick<PatientSeries, "others">): Record<string, Volume> {
  return Object.fromEntries(Object.entries(others).map(([name, { volume }]) => [name, volume]));
}

function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
