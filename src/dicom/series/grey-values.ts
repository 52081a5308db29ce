import { AutosegError } from "../../errors.ts";
import type { VoxelUnit } from "../../volume/index.ts";
import { type Dataset, text } from "../dataset.ts";
import { type Rescale, toRescale } from "../pixels/rescale.ts";

/** One frame (`frameIndex` zero-based) of a file, as its header describes it. */
interface RescaledFrame {
  readonly fileName: string;
  readonly dataset: Dataset;
  readonly frameIndex: number;
}

/** @throws AutosegError `unsupported-pixels` for a rescale that is invalid or ambiguous. */
export function rescaleOf({ fileName, dataset, frameIndex }: RescaledFrame): Rescale {
  try {
    return toRescale(dataset, frameIndex);
  } catch (cause) {
    const found = (cause as Error).message;
    throw withoutMeaning(fileName, `"${fileName}" ${found}, so its values have no meaning.`, cause);
  }
}

/**
 * The unit of a volume's voxels. CT is in HU if it states a rescale and does not say that it measures something else (an
 * electron density, for instance); with a table, it must state HU.
 * @param frames all images of the volume, at least one.
 * @throws AutosegError `unsupported-pixels` for an invalid rescale, and if some images of the volume have a rescale and
 * others none, or one to another unit.
 */
export function toUnit(frames: readonly RescaledFrame[]): VoxelUnit {
  const [first] = frames as readonly [RescaledFrame, ...RescaledFrame[]];
  const expected = rescaleOf(first);
  for (const frame of frames) {
    const found = rescaleOf(frame);
    if (found.stated !== expected.stated)
      throw mixed(frame, describe(found.stated), first, describe(expected.stated));
    if (unitName(found) !== unitName(expected))
      throw mixed(frame, `values in ${unitName(found)}`, first, `values in ${unitName(expected)}`);
    for (const keyword of ["Units", "PixelRepresentation"] as const)
      if (frame.dataset !== first.dataset) checkAlike(keyword, frame, first);
  }
  const isStated = expected.stated !== "nothing" && expected.stated !== "slope";
  return isCt(first.dataset) && isStated && isHu(expected) ? "HU" : "arbitrary";
}

/** All images must have the same unit (Units, for PET: PS3.3 C.8.9.1), and all or none must state PixelRepresentation. */
function checkAlike(
  keyword: "Units" | "PixelRepresentation",
  frame: RescaledFrame,
  first: RescaledFrame,
): void {
  const [found, expected] = [frame, first].map(({ dataset }) => dataset[keyword]?.[0]?.toString() ?? "");
  const isAlike = keyword === "Units" ? found === expected : (found === "") === (expected === "");
  if (isAlike) return;
  const describe = (value = ""): string => (value === "" ? `no ${keyword}` : `${keyword} ${value}`);
  throw mixed(frame, describe(found), first, describe(expected));
}

function isCt(dataset: Dataset): boolean {
  return text(dataset, "Modality")?.toUpperCase() === "CT";
}

/** US stands for "unspecified" (PS3.3 C.11.1.1.2): CT rescaled by slope and intercept is then HU. */
function isHu({ table, type }: Rescale): boolean {
  return table ? /^HU$/i.test(type ?? "") : type === undefined || /^(HU|US)?$/i.test(type);
}

function unitName(rescale: Rescale): string {
  return isHu(rescale) ? "HU" : (rescale.type ?? "an unspecified unit");
}

function describe(stated: Rescale["stated"]): string {
  if (stated === "nothing") return "no RescaleSlope and RescaleIntercept";
  if (stated === "table") return "a modality LUT";
  if (stated === "slope and intercept") return "RescaleSlope and RescaleIntercept";
  return stated === "slope" ? "RescaleSlope and no RescaleIntercept" : "RescaleIntercept and no RescaleSlope";
}

function mixed(frame: RescaledFrame, found: string, first: RescaledFrame, expected: string): AutosegError {
  const name = (of: RescaledFrame) =>
    frame.fileName === first.fileName ? `Frame ${of.frameIndex + 1} of "${of.fileName}"` : `"${of.fileName}"`;
  return withoutMeaning(
    frame.fileName,
    `${name(frame)} has ${found}, and ${name(first)} of the same volume has ${expected}, so their values cannot be compared.`,
  );
}

function withoutMeaning(
  fileName: string,
  message: string,
  cause?: unknown,
): AutosegError<"unsupported-pixels"> {
  return new AutosegError(
    "unsupported-pixels",
    `${message} Load the scanner's original images.`,
    { fileName },
    { cause },
  );
}
