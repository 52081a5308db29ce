import { describeImage, imageUnit, type SourceSeries, suvBodyWeight } from "../dicom/index.ts";
import type { ValueRange } from "../editing/index.ts";
import { AutosegError } from "../errors.ts";
import { type Grid, ijkToLps, lpsToIjk, type Point } from "../geometry/index.ts";
import { t } from "../texts/index.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { FusionState } from "./state-parts.ts";

type Look = Pick<FusionState, "range" | "colorMap" | "opacity">;

/** Default upper end of the SUV window. */
const usualSuv = 7;

/**
 * Shows a second series of the study over the first with a colour map, PET over CT for instance. Both need the same frame
 * of reference.
 */
export class Fusion {
  readonly #context: ControllerContext;
  #series: SourceSeries | undefined;

  constructor(context: ControllerContext) {
    this.#context = context;
    context.opened.subscribe(() => this.#forget());
  }

  /**
   * Shows a series over the study's, resampled in patient space, in place of any shown before.
   * @throws AutosegError (the promise rejects) `not-open`; `overlay-not-possible` for another frame of reference, and if the
   * screen cannot show two volumes.
   */
  async open(series: SourceSeries): Promise<void> {
    const study = this.#context.require();
    checkFrameOfReference(study.series, series);
    const { modality } = series;
    const suv = modality === "PT" ? suvBodyWeight(series.header) : undefined;
    const suvFactor = typeof suv === "object" ? suv.factor : undefined;
    const isEmission = modality === "PT" || modality === "NM";
    const look: Look = {
      range:
        suvFactor === undefined
          ? valueRange(series.volume.voxels, isEmission)
          : { lower: 0, upper: usualSuv / suvFactor },
      colorMap: isEmission ? "hotIron" : "grey",
      opacity: 0.5,
    };
    const { view } = study;
    if (!view.showOverlay)
      throw new AutosegError(
        "overlay-not-possible",
        "These viewports cannot show a second series over the first.",
        {
          reason: "viewports",
        },
      );
    await view.showOverlay({ ...look, series });
    if (this.#context.study !== study) return;
    this.#series = series;
    this.#context.store.update({
      fusion: {
        ...look,
        seriesInstanceUID: series.seriesInstanceUID,
        modality,
        suvFactor,
        unit: imageUnit(series),
        title: [modality, describeImage(series).descriptions.at(0)].filter(Boolean).join(" · "),
      },
    });
    if (!overlaps(study.series.volume.grid, series.volume.grid))
      this.#context.notices.notify("info", t("fusion.apart"));
  }

  /** Changes how it is shown. */
  async configure(change: Partial<Look>): Promise<void> {
    const { study, state, store } = this.#context;
    const series = this.#series;
    if (!study || !series || !state.fusion) return;
    const fusion = { ...state.fusion, ...change };
    store.update({ fusion });
    const { range, colorMap, opacity } = fusion;
    await study.view.showOverlay?.({ series, range, colorMap, opacity });
  }

  /** Removes the overlay. */
  async close(): Promise<void> {
    const { study } = this.#context;
    this.#forget();
    await study?.view.showOverlay?.(undefined);
  }

  /** Value of the overlay's voxel at a position; undefined outside the overlay. */
  valueAt(lps: Point<"lps">): number | undefined {
    if (!this.#series) return undefined;
    const { grid, voxels } = this.#series.volume;
    const [i, j, k] = lpsToIjk(grid, lps).map(Math.round) as [number, number, number];
    const { size } = grid;
    if (![i, j, k].every((index, axis) => index >= 0 && index < size[axis]!)) return undefined;
    return voxels[i + size[0] * (j + size[1] * k)];
  }

  #forget(): void {
    this.#series = undefined;
    this.#context.store.update({ fusion: undefined });
  }
}

function checkFrameOfReference(shown: SourceSeries, added: SourceSeries): void {
  const isSame = shown.frameOfReferenceUID === added.frameOfReferenceUID;
  if (isSame && !(added.frameOfReferenceIsDerived && shown.seriesInstanceUID !== added.seriesInstanceUID))
    return;
  const states = shown.frameOfReferenceIsDerived || added.frameOfReferenceIsDerived;
  throw new AutosegError(
    "overlay-not-possible",
    states
      ? "A series without a FrameOfReferenceUID cannot be shown over another: their positions relative to each other are unknown. Register them first."
      : "The two series have different frames of reference, so their positions relative to each other are unknown. Register them first, or choose a series of the same scan.",
    { reason: "frame-of-reference" },
  );
}

/** From the 1st percentile (or zero) to the 99.8th, in a sample of the voxels without the darkest. */
function valueRange(voxels: ArrayLike<number>, fromZero: boolean): ValueRange {
  const step = Math.max(1, Math.floor(voxels.length / 200_000));
  const sample: number[] = [];
  for (let index = 0; index < voxels.length; index += step) sample.push(voxels[index]!);
  sample.sort((a, b) => a - b);
  const bright = sample.filter((value) => value > sample[0]!);
  const at = (part: number): number => bright[Math.floor(part * (bright.length - 1))] ?? sample[0] ?? 0;
  const [lower, upper] = [fromZero ? 0 : at(0.01), at(0.998)];
  return { lower, upper: upper > lower ? upper : lower + 1 };
}

/** Whether the second volume can lie within the first at all, by the bounding box of its corners. */
function overlaps(first: Grid, second: Grid): boolean {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
    lpsToIjk(
      first,
      ijkToLps(
        second,
        [0, 1, 2].map((axis) => (n >> axis) & 1 && second.size[axis]! - 1) as unknown as Point<"ijk">,
      ),
    ),
  );
  return [0, 1, 2].every((axis) => {
    const along = corners.map((corner) => corner[axis]!);
    return Math.max(...along) >= -0.5 && Math.min(...along) <= first.size[axis]! - 0.5;
  });
}
