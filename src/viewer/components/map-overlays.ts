import { type InstanceMap, instanceColor, mapInstances, type ReviewList } from "../../review/index.ts";
import { isThing } from "../../volume/index.ts";
import { differenceColors } from "./difference-switch.ts";
import { SliceOverlay } from "./slice-overlay.ts";

/** Shows in a pane where the active segment differs from a reference, or from the model's result. */
class DifferenceOverlay extends SliceOverlay {
  #stopWatching: (() => void) | undefined;
  #watched: object | undefined;

  override disconnectedCallback(): void {
    this.#stopWatching?.();
    super.disconnectedCallback();
  }

  override get map() {
    const session = this.viewer.workspace.study?.session;
    const { other } = this.viewer.controller.differences;
    if (!session || !other) return undefined;
    const { voxels, grid, activeSegment } = session;
    const isSegments = session.segmentVoxels.test(activeSegment, voxels);
    return {
      grid,
      opacity: 0.65,
      paint: (index: number, pixels: Uint8ClampedArray, at: number) => {
        const isDrawn = isSegments(index);
        if (isDrawn === other(index)) return;
        const [red, green, blue] = differenceColors[isDrawn ? "drawnOnly" : "otherOnly"];
        pixels[at] = red;
        pixels[at + 1] = green;
        pixels[at + 2] = blue;
        pixels[at + 3] = 255;
      },
    };
  }

  /** Kept up to date while something is being drawn. */
  override updated(): void {
    super.updated();
    const session = this.viewer.workspace.study?.session;
    if (session === this.#watched) return;
    this.#stopWatching?.();
    this.#watched = session;
    this.#stopWatching = session?.voxelsChanged.subscribe(
      () => this.viewer.state.differenceFrom && this.requestUpdate(),
    );
  }
}

customElements.define("difference-overlay", DifferenceOverlay);

/** Shows rejected parts hatched in a pane, to tell them apart at a glance from what will be exported. */
class RejectedOverlay extends SliceOverlay {
  override get map() {
    const { study } = this.viewer.workspace;
    if (!study || this.viewer.state.rejected.length === 0) return undefined;
    const { grid } = study.session;
    const [columns, rows] = grid.size;
    return {
      grid,
      opacity: 0.8,
      paint: (index: number, pixels: Uint8ClampedArray, at: number) => {
        const [i, row] = [index % columns, Math.floor(index / columns)];
        const [j, k] = [row % rows, Math.floor(row / rows)];
        // Two of every four voxels, along the diagonal of any plane.
        if ((i + j + k) % 4 > 1 || !study.review.isRejected([i, j, k])) return;
        pixels.fill(20, at, at + 3);
        pixels[at + 3] = 255;
      },
    };
  }
}

customElements.define("rejected-overlay", RejectedOverlay);

/** Shows in a pane where the model is uncertain, from transparent to amber. */
class UncertaintyOverlay extends SliceOverlay {
  override get map() {
    const { state } = this.viewer;
    const known = this.viewer.controller.uncertainty.map;
    if (!state.showsUncertainty || !known) return undefined;
    const { entropy, grid } = known;
    return {
      grid,
      opacity: state.uncertaintyOpacity,
      paint: (index: number, pixels: Uint8ClampedArray, at: number) => {
        const uncertainty = entropy[index]!;
        pixels[at] = 255;
        pixels[at + 1] = 200 - (uncertainty >> 1);
        pixels[at + 2] = 40;
        pixels[at + 3] = uncertainty;
      },
    };
  }
}

customElements.define("uncertainty-overlay", UncertaintyOverlay);

/** Shows every voxel in a pane in the colour of its class, and things in a colour for each instance. */
class PanopticOverlay extends SliceOverlay {
  #known: { readonly list: ReviewList; readonly instances: InstanceMap } | undefined;

  override get map() {
    const { study } = this.viewer.workspace;
    if (!study || !this.viewer.state.showsPanoptic) return undefined;
    const { session, review } = study;
    const { grid, voxels, segments } = session;
    const { list } = review;
    if (this.#known?.list !== list)
      this.#known = { list, instances: mapInstances(session.editTarget, segments, list) };
    const { instances } = this.#known;
    const things = new Set(segments.filter(isThing).map(({ segmentNumber }) => segmentNumber));
    const colors = new Map(segments.map(({ segmentNumber, color }) => [segmentNumber, color]));
    const isShown = (segmentNumber: number): boolean => session.display(segmentNumber).visible;
    const over = [...session.layers.keys()].filter(isShown).map((segmentNumber) => ({
      segmentNumber,
      isThere: session.segmentVoxels.test(segmentNumber, voxels),
    }));
    return {
      grid,
      opacity: 0.6,
      paint: (index: number, pixels: Uint8ClampedArray, at: number) => {
        const label = over.find(({ isThere }) => isThere(index))?.segmentNumber ?? voxels[index]!;
        const color = colors.get(label);
        if (!color || !isShown(label)) return;
        const instance = things.has(label) ? instances.at(index, label) : 0;
        pixels.set(instance === 0 ? color : instanceColor(instance), at);
        pixels[at + 3] = 255;
      },
    };
  }
}

customElements.define("panoptic-overlay", PanopticOverlay);
