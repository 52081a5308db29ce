import { css, html, LitElement } from "lit";
import type { Thumbnail } from "../thumbnail.ts";

/** The thumbnail of a volume, or a placeholder. */
export class VolumePicture extends LitElement {
  static override properties = { thumbnail: { attribute: false } };
  declare thumbnail: Thumbnail | undefined;

  override render() {
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  override updated(): void {
    const canvas = this.renderRoot.querySelector("canvas")!;
    if (!this.thumbnail) return;
    const { width, height, pixels } = this.thumbnail;
    Object.assign(canvas, { width, height });
    canvas.getContext("2d")!.putImageData(new ImageData(pixels, width, height), 0, 0);
  }

  static override styles = css`
    :host {
      display: grid;
      place-items: center;
      flex: none;
      width: 64px;
      height: 64px;
      border-radius: 4px;
      background: #000;
      overflow: hidden;
    }
    canvas {
      width: 100%;
      height: 100%;
      object-fit: contain;
    }
  `;
}

customElements.define("volume-picture", VolumePicture);
