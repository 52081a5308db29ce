import { AutosegError } from "../errors.ts";
import { acquisitionPlane, type Grid } from "../geometry/index.ts";
import { t } from "../texts/index.ts";
import { type BodyRegion, bodyRegionsOfCode, bodyRegionsOfText, regionNames } from "./body-region.ts";
import { modalityOf } from "./manifest.ts";
import type { ModelManifest } from "./manifest-schema.ts";

/** What the slices of an image appear to show: how many were examined, and how many show each region. */
export interface SeenRegions {
  readonly regions: ReadonlyMap<BodyRegion, number>;
  readonly slices: number;
  /** Every counted slice shows one of these regions, but it is unknown which. */
  readonly isOneOf?: boolean;
}

/** Facts from a header that matter to a model, as returned by `describeImage` of the dicom room. */
export interface ImageFacts {
  readonly modality: string;
  /** BodyPartExamined and the code meanings of AnatomicRegionSequence. */
  readonly bodyParts: readonly string[];
  /** Descriptions of study, series and protocol, which often state what other attributes omit. */
  readonly descriptions: readonly string[];
  /** Whether contrast was given; undefined if unknown. */
  readonly contrast: "with" | "without" | undefined;
  readonly grid: Grid;
  /** What rules on the pixels found; undefined if they were not run or found nothing. Used only where the header is silent. */
  readonly seen?: SeenRegions;
}

/** Slice spacing beyond these multiples of the training data's is reported. */
const [farFactor, fineFactor] = [2, 0.5];

/** Slices thicker than this multiple of their pixel spacing are usable in their own plane only. */
const anisotropy = 2;

/** Whether a model suits an image, and a sentence that says how this is known, or why it is not. */
export interface ModelFit {
  readonly fit: "fits" | "does-not-fit" | "unknown";
  readonly reason: string;
}

/**
 * Whether a model suits the modality and body part of an image. If neither coded attributes nor descriptions state the body
 * part, what the slices appear to show decides; if that is inconclusive, the fit is unknown, never guessed.
 */
export function modelFit(manifest: ModelManifest, image: ImageFacts): ModelFit {
  const otherModality = modalityWarning(manifest, image);
  if (otherModality) return { fit: "does-not-fit", reason: otherModality };
  return bodyPartFit(manifest, image);
}

/**
 * Reasons why a model may perform poorly on an image: one sentence for each mismatch of modality, body part, contrast, plane,
 * slice spacing and field of view, and for an unknown body part. Empty if there are none.
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
    : modality
      ? t("suitability.modality", { title: manifest.title, expected: wanted, found: modality })
      : t("suitability.noModality", { title: manifest.title, expected: wanted });
}

/** @throws AutosegError `model-mismatch` for a modality other than the model's: its grey values mean something else. */
export function checkModality({ modality }: Pick<ImageFacts, "modality">, manifest: ModelManifest): void {
  const expected = modalityOf(manifest);
  if (modality === expected) return;
  throw new AutosegError(
    "model-mismatch",
    `The model "${manifest.title}" is made for ${expected}, and this series is ${modality}. Choose a ${expected} series, or a model for ${modality}.`,
    { expected, found: modality },
  );
}

function bodyPartFit(manifest: ModelManifest, { bodyParts, descriptions, seen }: ImageFacts): ModelFit {
  const { title } = manifest;
  const wanted = bodyRegionsOfModel(manifest);
  // Coded attributes take precedence over descriptions.
  const [source, found] =
    [
      ["header", regionsOfTexts(bodyParts)] as const,
      ["description", regionsOfTexts(descriptions)] as const,
    ].find(([, regions]) => regions.size > 0) ?? (["header", new Set<never>()] as const);
  const names = { title, wanted: regionNames(wanted), found: regionNames(found) };
  if (wanted.size === 0) return { fit: "unknown", reason: t("suitability.unknownModel", names) };
  if (found.size === 0 && seen) return fitOfSeen(title, wanted, seen);
  if (found.size === 0)
    return {
      fit: "unknown",
      reason: t("suitability.unknownSeries", names),
    };
  if ([...found].some((region) => wanted.has(region)))
    return {
      fit: "fits",
      reason: t(`suitability.fits.${source}`, names),
    };
  return {
    fit: "does-not-fit",
    reason: t(`suitability.differs.${source}`, names),
  };
}

/** Whether a model suits any region that the slices appear to show, and how many of them do. */
function fitOfSeen(title: string, wanted: ReadonlySet<BodyRegion>, seen: SeenRegions): ModelFit {
  const suited = [...seen.regions].filter(([region]) => wanted.has(region));
  const isSuited = suited.length > 0;
  const isUnsure = seen.isOneOf && suited.length < seen.regions.size;
  const shown = isSuited && !isUnsure ? { ...seen, regions: new Map(suited) } : seen;
  const values = { title, wanted: regionNames(wanted), ...lookOf(shown) };
  if (!isSuited) return { fit: "does-not-fit", reason: t("suitability.differs.image", values) };
  return isUnsure
    ? { fit: "unknown", reason: t("suitability.oneOf", values) }
    : { fit: "fits", reason: t("suitability.fits.image", values) };
}

/** What the slices appear to show, in words, with the number of slices examined. */
function lookOf({ regions, slices, isOneOf }: SeenRegions) {
  const counts = [...regions.values()];
  const count = isOneOf ? Math.max(...counts) : counts.reduce((sum, of) => sum + of, 0);
  return { count, slices, found: regionNames(new Set(regions.keys())) };
}

/** Whether coded attributes or descriptions name a body part. */
export function statesBodyPart({ bodyParts, descriptions }: ImageFacts): boolean {
  return regionsOfTexts([...bodyParts, ...descriptions]).size > 0;
}

/** Why none of several models suits an image, as a sentence: its body part, and how that is known. */
export function noneFits(image: ImageFacts): string {
  return statesBodyPart(image) || !image.seen
    ? t("suitability.noneForPart")
    : t("suitability.noneForSeen", lookOf(image.seen));
}

/** Why the user must choose between models that may suit an image, as a sentence. */
export function whyChoose(image: ImageFacts): string {
  return statesBodyPart(image) || !image.seen?.isOneOf
    ? t("suitability.chooseModel")
    : t("suitability.chooseAmong", lookOf(image.seen));
}

/** The body regions of a model: from its manifest, else from its segments' codes, else from their labels and its title. */
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
    : t(`suitability.contrast.${wanted}`, { title });
}

function planeWarning({ title, networks }: ModelManifest, { grid }: ImageFacts): string | undefined {
  // A volume resampled to a target grid has no slices of a particular plane.
  if (networks.every(({ input }) => input.resampling.inPlane === "target-grid" && input.layout.length === 5))
    return undefined;
  const planes = new Set(networks.map(({ input }) => input.plane));
  const [wanted] = planes;
  const acquired = acquisitionPlane(grid);
  const [columnMm, rowMm, sliceMm] = grid.spacingMm;
  const isThick = sliceMm > anisotropy * Math.max(columnMm, rowMm);
  if (planes.size > 1 || wanted === "acquired" || wanted === acquired || !isThick) return undefined;
  return t("suitability.plane", {
    title,
    wanted: t(`suitability.planes.${wanted!}`),
    acquired: t(`suitability.planes.${acquired}`),
    mm: round(sliceMm),
  });
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
      : resampling.inPlane === "target-grid"
        ? resampling.spacingMm[2]
        : undefined);
  const most = suitedFor?.sliceDistanceMm ?? (trained === undefined ? undefined : farFactor * trained);
  const sliceMm = grid.spacingMm[2];
  if (grid.size[2] < 3) return t("suitability.fewSlices", { title, count: grid.size[2] });
  return most === undefined || sliceMm <= most
    ? undefined
    : t("suitability.distance", { title, mm: round(sliceMm), most: round(most) });
}

function fieldOfViewWarning(
  { title, networks, suitedFor }: ModelManifest,
  { grid }: ImageFacts,
): string | undefined {
  const extents = [grid.size[0] * grid.spacingMm[0], grid.size[1] * grid.spacingMm[1]];
  const [smallest, largest] = [Math.min(...extents), Math.max(...extents)];
  const { resampling, shape } = networks[0]!.input;
  const extent = extents.map((mm) => mm.toFixed(0)).join(" x ");
  const range = suitedFor?.fieldOfViewMm;
  if (range && smallest < range[0]) return t("suitability.smallField", { title, extent, mm: range[0] });
  if (range && largest > range[1]) return t("suitability.largeField", { title, extent, mm: range[1] });
  if (range || resampling.inPlane !== "fit-field-of-view") return undefined;
  const pixels = Math.max(...shape.filter((count) => typeof count === "number"));
  const pixelMm = largest / pixels;
  return pixelMm > resampling.minimumSpacingMm / fineFactor
    ? t("suitability.coarsePixels", {
        title,
        extent,
        found: round(pixelMm),
        mm: round(resampling.minimumSpacingMm),
      })
    : undefined;
}

function round(millimetres: number): number {
  return Number(millimetres.toFixed(1));
}
