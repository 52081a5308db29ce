import { AutosegError } from "../errors.ts";
import { acquisitionPlane, type Grid } from "../geometry/index.ts";
import { type BodyRegion, bodyRegionsOfCode, bodyRegionsOfText, regionNames } from "./body-region.ts";
import { modalityOf } from "./manifest.ts";
import type { ModelManifest } from "./manifest-schema.ts";

/** What a header says of an image that matters to a model; as `describeImage` of the dicom room gives it. */
export interface ImageFacts {
  readonly modality: string;
  /** BodyPartExamined and the meanings of AnatomicRegionSequence. */
  readonly bodyParts: readonly string[];
  /** Descriptions of study, series and protocol: people write there what the header lacks elsewhere. */
  readonly descriptions: readonly string[];
  /** Whether contrast was given; undefined where nobody says. */
  readonly contrast: "with" | "without" | undefined;
  readonly grid: Grid;
}

/** A distance this many times the one the model was trained with makes another image of it. */
const [farFactor, fineFactor] = [2, 0.5];

/** Slices this many times thicker than their pixels show their own plane only. */
const anisotropy = 2;

/** Whether a model is made for what an image shows, and how that is known or why not, as a sentence. */
export interface ModelFit {
  readonly fit: "fits" | "does-not-fit" | "unknown";
  readonly reason: string;
}

/**
 * Whether a model is made for the modality and the part of the body of an image. It is unknown, and never guessed, where
 * neither header nor descriptions say which part that is.
 */
export function modelFit(manifest: ModelManifest, image: ImageFacts): ModelFit {
  const otherModality = modalityWarning(manifest, image);
  if (otherModality) return { fit: "does-not-fit", reason: otherModality };
  return bodyPartFit(manifest, image);
}

/**
 * Why a model may be worth little on an image: a sentence for every mismatch of modality, body part, contrast, plane,
 * distance of slices and field of view, and for a body part that is not known. Empty where nothing speaks against it.
 */
export function suitabilityWarnings(manifest: ModelManifest, image: ImageFacts): string[] {
  const bodyPart = bodyPartFit(manifest, image);
  return [
    modalityWarning(manifest, image),
    bodyPart.fit === "fits" ? undefined : bodyPart.reason,
    contrastWarning(manifest, image),
    planeWarning(manifest, image),
    distanceWarning(manifest, image),
    fieldOfViewWarning(manifest, image),
  ].filter((warning) => warning !== undefined);
}

function modalityWarning(manifest: ModelManifest, { modality }: ImageFacts): string | undefined {
  const wanted = modalityOf(manifest);
  return modality === wanted
    ? undefined
    : `"${manifest.title}" was made for ${wanted}, and this series is ${modality || "of no stated modality"}.`;
}

/** @throws AutosegError `model-mismatch` for another modality than the model's: its grey values mean something else. */
export function checkModality({ modality }: Pick<ImageFacts, "modality">, manifest: ModelManifest): void {
  const expected = modalityOf(manifest);
  if (modality === expected) return;
  throw new AutosegError(
    "model-mismatch",
    `The model "${manifest.title}" is made for ${expected}, and this series is ${modality}. Choose a ${expected} series, or a model for ${modality}.`,
    { expected, found: modality },
  );
}

function bodyPartFit(manifest: ModelManifest, { bodyParts, descriptions }: ImageFacts): ModelFit {
  const { title } = manifest;
  const wanted = bodyRegionsOfModel(manifest);
  // What is coded counts before what is described.
  const [source, found] = [
    ["its header", regionsOfTexts(bodyParts)] as const,
    ["its description", regionsOfTexts(descriptions)] as const,
  ].find(([, regions]) => regions.size > 0) ?? ["", new Set<never>()];
  if (wanted.size === 0)
    return { fit: "unknown", reason: `"${title}" does not say which part of the body it was made for.` };
  if (found.size === 0)
    return {
      fit: "unknown",
      reason: `This series does not say which part of the body it shows: "${title}" was made for the ${regionNames(wanted)}.`,
    };
  if ([...found].some((region) => wanted.has(region)))
    return {
      fit: "fits",
      reason: `"${title}" was made for the ${regionNames(wanted)}, and ${source} says that this series is of it.`,
    };
  return {
    fit: "does-not-fit",
    reason: `"${title}" was made for the ${regionNames(wanted)}, and ${source} says that this series is of the ${regionNames(found)}: what it draws there means nothing.`,
  };
}

/** Where a model is at home: as its manifest says, else by the codes of its segments, else by their names and its own. */
export function bodyRegionsOfModel({ title, segments, suitedFor }: ModelManifest): ReadonlySet<BodyRegion> {
  if (suitedFor?.bodyParts) return regionsOfTexts(suitedFor.bodyParts);
  const codes = segments.flatMap(({ type, anatomicRegion }) =>
    anatomicRegion ? [type, anatomicRegion] : [type],
  );
  const coded = new Set(codes.flatMap((code) => bodyRegionsOfCode(code)));
  if (coded.size > 0) return coded;
  return regionsOfTexts([
    title,
    ...codes.map(({ codeMeaning }) => codeMeaning),
    ...segments.map(({ label }) => label),
  ]);
}

function regionsOfTexts(texts: readonly string[]): ReadonlySet<BodyRegion> {
  return new Set(texts.flatMap((text) => [...bodyRegionsOfText(text)]));
}

function contrastWarning({ title, suitedFor }: ModelManifest, { contrast }: ImageFacts): string | undefined {
  const wanted = suitedFor?.contrast;
  return wanted === undefined || contrast === undefined || contrast === wanted
    ? undefined
    : `"${title}" was made for images ${wanted} contrast, and these are ${contrast}.`;
}

function planeWarning({ title, networks }: ModelManifest, { grid }: ImageFacts): string | undefined {
  const planes = new Set(networks.map(({ input }) => input.plane));
  const [wanted] = planes;
  const acquired = acquisitionPlane(grid);
  const [columnMm, rowMm, sliceMm] = grid.spacingMm;
  const isThick = sliceMm > anisotropy * Math.max(columnMm, rowMm);
  if (planes.size > 1 || wanted === "acquired" || wanted === acquired || !isThick) return undefined;
  return `"${title}" looks at ${wanted} slices, and this series was acquired in ${acquired} ones, ${round(sliceMm)} mm apart: its ${wanted} slices are coarse.`;
}

function distanceWarning(
  { title, networks, suitedFor }: ModelManifest,
  { grid }: ImageFacts,
): string | undefined {
  const { adjacentSlices, resampling } = networks[0]!.input;
  const trained =
    adjacentSlices?.distanceMm ??
    (resampling.inPlane === "target-spacing"
      ? (resampling.throughPlaneSpacingMm ?? resampling.spacingMm)
      : undefined);
  const most = suitedFor?.sliceDistanceMm ?? (trained === undefined ? undefined : farFactor * trained);
  const sliceMm = grid.spacingMm[2];
  if (grid.size[2] < 3)
    return `This series has ${grid.size[2] === 1 ? "a single slice" : "two slices"}: "${title}" expects a whole volume.`;
  return most === undefined || sliceMm <= most
    ? undefined
    : `The slices of this series are ${round(sliceMm)} mm apart, and "${title}" was made for ${round(most)} mm at most: small things between them are missed.`;
}

function fieldOfViewWarning(
  { title, networks, suitedFor }: ModelManifest,
  { grid }: ImageFacts,
): string | undefined {
  const extents = [grid.size[0] * grid.spacingMm[0], grid.size[1] * grid.spacingMm[1]];
  const [smallest, largest] = [Math.min(...extents), Math.max(...extents)];
  const { resampling, shape } = networks[0]!.input;
  const text = extents.map((extent) => extent.toFixed(0)).join(" x ");
  const range = suitedFor?.fieldOfViewMm;
  if (range && smallest < range[0])
    return `The field of view is ${text} mm, and "${title}" was made for ${range[0]} mm and more: it sees a part of what it knows.`;
  if (range && largest > range[1])
    return `The field of view is ${text} mm, and "${title}" was made for ${range[1]} mm at most: what it looks for is small there.`;
  if (range || resampling.inPlane !== "fit-field-of-view") return undefined;
  const pixels = Math.max(...shape.filter((count) => typeof count === "number"));
  const pixelMm = largest / pixels;
  return pixelMm > resampling.minimumSpacingMm / fineFactor
    ? `The field of view is ${text} mm: "${title}" sees it in pixels of ${round(pixelMm)} mm, and was made for ${round(resampling.minimumSpacingMm)} mm.`
    : undefined;
}

function round(millimetres: number): string {
  return `${Number(millimetres.toFixed(1))}`;
}
