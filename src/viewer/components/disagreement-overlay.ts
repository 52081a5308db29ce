import { SliceOverlay } from "./slice-overlay.ts";

/** Colours that are told apart by the colour-blind: what is drawn only, and what only the reference has. */
export const disagreementColors = { drawnOnly: [255, 150, 20], referenceOnly: [70, 190, 255] } as const;

/** Over a pane: where the active segment and the reference differ. */
export class DisagreementOverlay extends SliceOverlay {
  #stopWatching: (() => void) | undefined;
  #watched: object | undefined;

  override disconnectedCallback(): void {
    this.#stopWatching?.();
    super.disconnectedCallback();
  }

  override get map() {
    const { state, workspace, comparing } = this.viewer;
    const session = workspace.study?.session;
    const counterpart = comparing.counterpart(state.activeSegment);
    if (!state.showsDisagreement || !session || !counterpart) return undefined;
    const { voxels, grid, activeSegment } = session;
    const { labelMap, segment } = counterpart;
    return {
      grid,
      opacity: 0.65,
      paint: (index: number, pixels: Uint8ClampedArray, at: number) => {
        const isDrawn = voxels[index] === activeSegment;
        if (isDrawn === (labelMap.voxels[index] === segment.segmentNumber)) return;
        const [red, green, blue] = disagreementColors[isDrawn ? "drawnOnly" : "referenceOnly"];
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
      () => this.viewer.state.showsDisagreement && this.requestUpdate(),
    );
  }
}

customElements.define("disagreement-overlay", DisagreementOverlay);
