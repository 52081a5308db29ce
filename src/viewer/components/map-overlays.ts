import { differenceColors } from "./difference-switch.ts";
import { SliceOverlay } from "./slice-overlay.ts";

/** Over a pane: where the active segment differs from a reference, or from what the model drew. */
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
    return {
      grid,
      opacity: 0.65,
      paint: (index: number, pixels: Uint8ClampedArray, at: number) => {
        const isDrawn = voxels[index] === activeSegment;
        if (isDrawn === (other.voxels[index] === other.label)) return;
        const [red, green, blue] = differenceColors[isDrawn ? "drawnOnly" : "otherOnly"];
        pixels[at] = red;
        pixels[at + 1] = green;
        pixels[at + 2] = blue;
        pixels[at + 3] = 255;
      },
    };
  }

  /** Follows what is drawn while it is. */
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

/** Over a pane: what was rejected, hatched, so that it is told apart at a glance from what will be exported. */
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
        // Two voxels of four, along the diagonal of any plane.
        if ((i + j + k) % 4 > 1 || !study.review.isRejected([i, j, k])) return;
        pixels.fill(20, at, at + 3);
        pixels[at + 3] = 255;
      },
    };
  }
}

customElements.define("rejected-overlay", RejectedOverlay);

/** Over a pane: what the model is unsure of, from clear to amber. */
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
