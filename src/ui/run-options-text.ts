import type { ControllerState, ModelClass } from "../controller/index.ts";
import type { Grid } from "../geometry/index.ts";
import { type Box, boxSize, type GridAxis } from "../regions/index.ts";
import { messageText, t } from "../texts/index.ts";

/** Such as "3 of 117 classes"; "" if all are kept. */
export function keptText(classes: readonly ModelClass[]): string {
  const kept = classes.filter(({ isKept }) => isKept).length;
  return kept < classes.length ? t("runOptions.kept", { kept, count: classes.length }) : "";
}

type Chosen = Pick<ControllerState, "classes" | "runBox" | "channels">;

/** Such as "1 series to choose"; "" if none is missing. */
function missingSeriesText({ channels }: Pick<ControllerState, "channels">): string {
  const count = channels.filter(({ chosen }) => chosen === undefined).length;
  return count === 0 ? "" : t("runOptions.missingSeries", { count });
}

/** What differs from the defaults in the next run, or is still to be chosen: "3 of 117 classes · Only in a box". */
export function summaryText(state: Chosen): string {
  const { classes, runBox } = state;
  return [missingSeriesText(state), keptText(classes), runBox ? t("runOptions.inBox") : ""]
    .filter(Boolean)
    .join(" · ");
}

/** As {@link summaryText}, for narrow spaces: "3 of 117 · box". */
export function shortSummaryText(state: Chosen): string {
  const missing = missingSeriesText(state);
  if (missing) return missing;
  const { length } = state.classes;
  const kept = state.classes.filter(({ isKept }) => isKept).length;
  return kept < length && state.runBox ? t("runOptions.short", { kept, count: length }) : summaryText(state);
}

/** Such as "at most 129 slices, 36 runs of the network, about 812 MB of memory besides the images". */
export function extentText({
  units,
  slices,
  isAtMost,
  memoryBytes,
}: NonNullable<ControllerState["expected"]>): string {
  const parts = [
    t("runOptions.slices", { count: slices }),
    units === slices ? "" : t("runOptions.units", { count: units }),
    t("runOptions.memory", { megabytes: Math.ceil(memoryBytes / 1e6) }),
  ];
  return `${isAtMost ? `${t("runOptions.atMost")} ` : ""}${parts.filter(Boolean).join(", ")}`;
}

/** Such as "about 12 s on WebAssembly, 2 threads, from the speed of the last run here", or that it is not known yet. */
export function timeText({
  expected,
  provider: running,
}: Pick<ControllerState, "expected" | "provider">): string {
  if (expected?.seconds === undefined || !running) return t("runOptions.unknownTime");
  const { seconds } = expected;
  const provider = messageText(running.label);
  return seconds < 90
    ? t("runOptions.seconds", { seconds: Math.max(1, Math.round(seconds)), provider })
    : t("runOptions.minutes", { minutes: Math.round(seconds / 60), provider });
}

/** Such as "120 x 80 x 60 mm". */
export function boxSizeText(box: Box, { spacingMm }: Pick<Grid, "spacingMm">): string {
  const [columns, rows, slices] = boxSize(box);
  return t("runOptions.boxSize", {
    width: Math.round(columns * spacingMm[0]),
    depth: Math.round(rows * spacingMm[1]),
    height: Math.round(slices * spacingMm[2]),
  });
}

/**
 * The box with one side moved.
 * @param number of the first or last voxel, counted from 1.
 * @returns undefined for a number outside the image or beyond the opposite side.
 */
export function withSide(
  box: Box,
  { axis, end, number }: { readonly axis: GridAxis; readonly end: "from" | "to"; readonly number: number },
  { size }: Pick<Grid, "size">,
): Box | undefined {
  const [least, most] = end === "from" ? [1, box.to[axis]] : [box.from[axis] + 1, size[axis]];
  if (!Number.isInteger(number) || number < least || number > most) return undefined;
  const moved = [...box[end]] as [number, number, number];
  moved[axis] = end === "from" ? number - 1 : number;
  return { ...box, [end]: moved };
}
