import { SliceOverlay } from "./slice-overlay.ts";

/** Over a pane: what the model is unsure of, from clear to amber. */
export class UncertaintyOverlay extends SliceOverlay {
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
