import { html } from "lit";
import type { Pane } from "../../cornerstone/index.ts";

/** Moves a pane through its slices. */
export function sliceSlider(pane: Pane, label: string) {
  const move = (event: InputEvent): void =>
    pane.setSlice(pane.toPosition((event.target as HTMLInputElement).valueAsNumber - 1));
  return html`
    <input
      type="range"
      aria-label=${label}
      min="1"
      max=${pane.sliceCount}
      .value=${String(pane.slicePosition + 1)}
      @input=${move}
    />
  `;
}
