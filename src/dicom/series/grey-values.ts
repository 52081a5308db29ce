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

/** @throws AutosegError `unsupported-pixels` for a rescale that has no meaning, or more than one. */
export function rescaleOf({ fileName, dataset, frameIndex }: RescaledFrame): Rescale {
  try {
    return toRescale(dataset, frameIndex);
  } catch (cause) {
    const found = (cause as Error).message;
    throw withoutMeaning(fileName, `"${fileName}" ${found}, so its values have no meaning.`, cause);
  }
}

/**
 * What the voxels of a volume are in. CT is in HU when it says how to rescale and does not say that it measures something
 * else (an electron density, for one); a table says that it gives HU.
 * @param frames All images of the volume, one at least.
 * @throws AutosegError `unsupported-pixels` for a rescale that has no meaning, and for images of one volume of which some
 * have a rescale and others have none, or one to another unit.
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

/** PET has its unit in Units (PS3.3 C.8.9.1); whether values are signed may differ, but must be said. */
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

/** US stands for "unspecified" (PS3.3 C.11.1.1.2): what CT is rescaled to by slope and intercept then is HU. */
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
