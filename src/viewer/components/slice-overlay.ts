import { css, html } from "lit";
import type { Pane } from "../../cornerstone/index.ts";
import type { Grid, Plane } from "../../geometry/index.ts";
import { shared, styled } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Writes a voxel's colour (by linear index) as red, green, blue and opacity at `at`. */
export type Paint = (index: number, pixels: Uint8ClampedArray, at: number) => void;

/** Shows a map of the volume in a pane, slice by slice, aligned with the image's voxels. */
export abstract class SliceOverlay extends ViewerElement {
  static override properties = { plane: {} };
  declare plane: Plane;
  #stop: (() => void) | undefined;
  readonly #slice = new OffscreenCanvas(1, 1);

  /** The current map, if any. */
  abstract get map(): { readonly grid: Grid; readonly paint: Paint; readonly opacity: number } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = this.viewer.workspace.moved.subscribe(
      (plane) => plane === this.plane && this.requestUpdate(),
    );
  }

  override disconnectedCallback(): void {
    this.#stop?.();
    super.disconnectedCallback();
  }

  override render() {
    const { map } = this;
    return map ? html`<canvas aria-hidden="true" ${styled({ opacity: String(map.opacity) })}></canvas>` : "";
  }

  override updated(): void {
    const { map } = this;
    const canvas = this.renderRoot.querySelector("canvas");
    const pane = this.viewer.workspace.view?.panes[this.plane];
    if (!canvas || !map || !pane?.isOpen) return;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d")!;
    this.#drawSlice(map.grid, map.paint, pane);
    const { columns, rows } = pane.axes;
    const corner = (column: number, row: number) => {
      const ijk: [number, number, number] = [0, 0, 0];
      ijk[columns.axis] = column - 0.5;
      ijk[rows.axis] = row - 0.5;
      ijk[pane.axes.slices.axis] = pane.sliceIndex;
      return pane.toCanvas(ijk).map((at) => at * ratio) as [number, number];
    };
    const [origin, right, down] = [corner(0, 0), corner(1, 0), corner(0, 1)];
    context.setTransform(
      right[0] - origin[0],
      right[1] - origin[1],
      down[0] - origin[0],
      down[1] - origin[1],
      origin[0],
      origin[1],
    );
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#slice, 0, 0);
  }

  /** The slice on screen as pixels, columns and rows in the grid's order. */
  #drawSlice({ size }: Grid, paint: Paint, { axes, sliceIndex }: Pane): void {
    const strides = [1, size[0], size[0] * size[1]] as const;
    const [width, height] = [size[axes.columns.axis], size[axes.rows.axis]];
    Object.assign(this.#slice, { width, height });
    const pixels = new ImageData(width, height);
    let at = 0;
    for (let row = 0; row < height; row++) {
      let index = sliceIndex * strides[axes.slices.axis] + row * strides[axes.rows.axis];
      for (let column = 0; column < width; column++, at += 4, index += strides[axes.columns.axis])
        paint(index, pixels.data, at);
    }
    this.#slice.getContext("2d")!.putImageData(pixels, 0, 0);
  }

  static override styles = [
    shared,
    css`
      :host {
        position: absolute;
        inset: 0;
        pointer-events: none;
      }
      canvas {
        width: 100%;
        height: 100%;
      }
    `,
  ];
}
