import type { SourceSeries } from "../../dicom/index.ts";
import { AutosegError } from "../../errors.ts";
import { checkModality, type ModelManifest, seriesOf } from "../../model/index.ts";
import { hasSameVoxels, resampleVolume, type Volume } from "../../volume/index.ts";

/** The other series of a patient that a model receives besides the first one, by their names in its manifest. */
export type OtherSeries = Readonly<Record<string, Volume>>;

/**
 * The series that a model receives, in the order of its channels, on the grid of the first. A series on another grid is
 * resampled linearly in patient space. All must be in one frame of reference (acquired together, or registered); a volume
 * does not state it, so the caller must check.
 * @param volume the first series of the manifest.
 * @throws AutosegError `model-mismatch` for a modality other than the model's, for a missing series, one that the model does
 * not use, or one that does not overlap the first.
 */
export function alignSeries(
  volume: Volume,
  others: OtherSeries | undefined,
  manifest: ModelManifest,
): readonly Volume[] {
  checkModality(volume, manifest);
  const [, ...wanted] = seriesOf(manifest.networks[0]!.input);
  const given = others ?? {};
  const names = wanted.map(({ name }) => name);
  const missing = names.filter((name) => !Object.hasOwn(given, name));
  const foreign = Object.keys(given).filter((name) => !names.includes(name));
  if (missing.length > 0 || foreign.length > 0) throw wrongSeries(manifest, missing, foreign);
  return [
    volume,
    ...wanted.map(({ name, modality }) => {
      const other = given[name]!;
      if (other.modality !== modality)
        throw new AutosegError(
          "model-mismatch",
          `The model "${manifest.title}" needs ${modality} for "${name}", and the series given for it is ${other.modality}. Choose another series for it.`,
          { expected: modality, found: other.modality },
        );
      const { volume: resampled, covered } = resampleVolume(other, volume.grid);
      if (covered > 0) return resampled;
      throw new AutosegError(
        "model-mismatch",
        `The series given for "${name}" does not overlap the first series. Choose series of the same part of the body that were made or registered in one frame of reference.`,
        { expected: "overlap", found: name },
      );
    }),
  ];
}

/**
 * Checks that positions in two series, each with its name in the model, are comparable: only if both state the same frame of
 * reference. NIfTI and NRRD state none: two of these are assumed to share one, and one beside DICOM must have the same grid.
 * @throws AutosegError `model-mismatch` if their relative position is unknown.
 */
export function checkFrameOfReference(
  [first, source]: readonly [string, SourceSeries],
  [name, other]: readonly [string, SourceSeries],
): void {
  if (source.fileFormat && other.fileFormat) return;
  if (source.fileFormat ?? other.fileFormat) {
    if (hasSameVoxels(source.volume.grid, other.volume.grid)) return;
    throw new AutosegError(
      "model-mismatch",
      `"${first}" and "${name}" have different voxels (${describeGrid(source.volume.grid)} and ${describeGrid(other.volume.grid)}), and a NIfTI or NRRD file does not state a frame of reference. Resample one of them to the voxels of the other, or give both as DICOM.`,
      { expected: describeGrid(source.volume.grid), found: describeGrid(other.volume.grid) },
    );
  }
  const isStated = !source.frameOfReferenceIsDerived && !other.frameOfReferenceIsDerived;
  if (isStated && source.frameOfReferenceUID === other.frameOfReferenceUID) return;
  throw new AutosegError(
    "model-mismatch",
    isStated
      ? `The series of "${name}" and "${first}" have different frames of reference, so their positions relative to each other are unknown. Register them first, or choose series of one scan.`
      : `The series of "${name}" or "${first}" has no FrameOfReferenceUID, so their positions relative to each other are unknown. Register them first.`,
    { expected: source.frameOfReferenceUID, found: other.frameOfReferenceUID },
  );
}

/** Size, spacing and position, for comparing two grids in a message. */
function describeGrid({ size, spacingMm, originLps }: Volume["grid"]): string {
  const rounded = (values: readonly number[]): string =>
    values.map((value) => Math.round(value * 1000) / 1000).join(", ");
  return `${size.join(" x ")} of ${rounded(spacingMm)} mm from ${rounded(originLps)}`;
}

function wrongSeries(
  manifest: ModelManifest,
  missing: readonly string[],
  foreign: readonly string[],
): AutosegError {
  const all = seriesOf(manifest.networks[0]!.input).map(({ name }) => name);
  const list = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");
  const { title } = manifest;
  const message =
    all.length === 1
      ? `The model "${title}" takes one series per patient. Leave out ${list(foreign)}.`
      : missing.length > 0
        ? `The model "${title}" needs the series ${list(all)} of a patient; not given: ${list(missing)}. Give each of its series by its name.`
        : `The model "${title}" needs the series ${list(all)} of a patient, and has no ${list(foreign)}. Give each of its series by its name.`;
  return new AutosegError("model-mismatch", message, {
    expected: all.join(", "),
    found: missing.length > 0 ? `without ${missing.join(", ")}` : foreign.join(", "),
  });
}
