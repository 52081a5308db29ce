import { AutosegError } from "../errors.ts";
import { loadModel, type Model } from "../model/index.ts";
import { createSegmenter } from "../segmentation/index.ts";
import type { LabelMap16 } from "../volume/index.ts";
import { endedAtOnce } from "./ending.ts";
import { findInputFile, findInputFiles } from "./input-files.ts";
import { resolveModel } from "./model-location.ts";
import { parseCommand, UsageError } from "./parse-command.ts";
import { channelOption, findChannels, readChannels, volumesOf } from "./read-channels.ts";
import { readSegments } from "./read-segments.ts";
import { modalityOption, readSource } from "./read-source.ts";
import { createProgressBar, printLine, toJsonText } from "./terminal.ts";

/** Agreement of a model's class with the same number in a reference. */
interface ClassAgreement {
  readonly value: number;
  readonly label: string;
  readonly modelVoxels: number;
  readonly referenceVoxels: number;
  /** Undefined if neither has a voxel. */
  readonly dice: number | undefined;
  /** Voxels in only one of the two. */
  readonly differentVoxels: number;
}

/**
 * `autoseg model compare`: compares a model's result with reference labels of a series, to verify an imported model on
 * one's own data.
 */
export async function compareModel(args: readonly string[], signal: AbortSignal): Promise<void> {
  const { positionals, values } = parseCommand(args, {
    reference: { type: "string" },
    source: { type: "string" },
    series: { type: "string" },
    channel: channelOption,
    modality: modalityOption,
    json: { type: "boolean", default: false },
  });
  const [name, ...others] = positionals;
  const { reference, source: path, series, channel = [], modality } = values;
  if (name === undefined || others.length > 0) throw new UsageError("Give one model.");
  if (reference === undefined)
    throw new UsageError("Give labels with --reference: a NIfTI file or a DICOM-SEG.");
  if (path === undefined && channel.length === 0)
    throw new UsageError("Give the series of the labels with --source.");
  const model = await loadModel(await resolveModel(name));
  const file = await findInputFile(reference, "NIfTI or DICOM-SEG file");
  const files = path === undefined ? [] : await findInputFiles([path]);
  const channels = await findChannels(channel, files, model.manifest);
  const reading = { signal, ...(series !== undefined && { seriesInstanceUID: series }) };
  const read = channels && (await readChannels(channels, reading));
  const source = read?.source ?? (await readSource(files, reading, modality));
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { parts } = await readSegments(bytes, { source, fileName: file.name, signal });
  const labels = oneOf(parts, file.name);
  const progress = createProgressBar();
  try {
    await using segmenter = await createSegmenter(model);
    const run = () =>
      segmenter.run(source.volume, {
        signal,
        bits: 16,
        ...(read && { series: volumesOf(read) }),
        onProgress: ({ slicesDone, slicesTotal, patches, secondsLeft }) =>
          progress.show(
            "segmenting",
            patches?.done ?? slicesDone,
            patches?.total ?? slicesTotal,
            secondsLeft,
          ),
      });
    const { labelMap } = await endedAtOnce(run);
    progress.close();
    print(model, compareVoxels(model, labelMap.voxels, labels.voxels), values.json);
  } finally {
    progress.close();
  }
}

function oneOf(parts: readonly LabelMap16[], fileName: string): LabelMap16 {
  const [first, ...others] = parts;
  if (first && others.length === 0) return first;
  throw new AutosegError(
    "overlapping-segments",
    `The segments of ${fileName} overlap, and a model gives each voxel one label. Give labels that do not overlap.`,
    { fileName },
  );
}

/** Compares each class of a model with the same number in a reference, in one pass over the voxels. */
export function compareVoxels(
  { manifest }: Pick<Model, "manifest">,
  found: ArrayLike<number>,
  reference: ArrayLike<number>,
): ClassAgreement[] {
  const [inModel, inReference, inBoth] = [countTable(), countTable(), countTable()];
  for (let at = 0; at < found.length; at++) {
    const [a, b] = [found[at]!, reference[at]!];
    inModel[a]!++;
    inReference[b]!++;
    if (a === b) inBoth[a]!++;
  }
  return manifest.segments.map(({ value, label }) => {
    const [modelVoxels, referenceVoxels, both] = [inModel[value]!, inReference[value]!, inBoth[value]!];
    const sum = modelVoxels + referenceVoxels;
    const dice = sum === 0 ? undefined : (2 * both) / sum;
    return { value, label, modelVoxels, referenceVoxels, dice, differentVoxels: sum - 2 * both };
  });
}

/** Number of voxels, by label. */
function countTable(): Uint32Array {
  return new Uint32Array(1 << 16);
}

function print({ manifest }: Model, classes: readonly ClassAgreement[], asJson: boolean): void {
  if (asJson) {
    process.stdout.write(toJsonText({ model: manifest.name, version: manifest.version, classes }));
    return;
  }
  printLine(`${manifest.name} ${manifest.version} against the reference:`);
  for (const { label, modelVoxels, referenceVoxels, dice, differentVoxels } of classes) {
    const agreement = dice === undefined ? "in neither" : `Dice ${dice.toFixed(5)}`;
    printLine(
      `  ${label}: ${agreement}; ${modelVoxels} voxels of the model, ${referenceVoxels} of the reference, ${differentVoxels} differ.`,
    );
  }
}
