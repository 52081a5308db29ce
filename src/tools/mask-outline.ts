import type { Point } from "../geometry/index.ts";
import { axesOfSlice, traceOutlines } from "../regions/index.ts";
import type { DrawingPane } from "./drawing-pane.ts";
import type { GridPlace, PromptPreview, SliceMask } from "./prompt-draft.ts";
import { svgElement } from "./svg-element.ts";

/** Draws what is not part of the segmentation yet, dashed and lightly filled, over a pane's image. */
export class MaskOutline {
  readonly element = svgElement("path", {
    "fill-rule": "evenodd",
    "fill-opacity": "0.3",
    "stroke-width": "1.5",
    "vector-effect": "non-scaling-stroke",
    "stroke-dasharray": "5 3",
  });
  readonly #pane: DrawingPane;
  #traced: SliceMask | undefined;

  constructor(pane: DrawingPane) {
    this.#pane = pane;
  }

  draw(shape: PromptPreview | undefined, color: string): void {
    const { slice } = this.#pane;
    const mask = slice && shape?.slice(slice);
    this.element.style.display = mask ? "" : "none";
    if (!mask || !slice) return;
    if (mask !== this.#traced) this.element.setAttribute("d", toPath(mask));
    this.#traced = mask;
    this.element.setAttribute("fill", color);
    this.element.setAttribute("stroke", color);
    this.element.setAttribute("transform", toCanvasTransform(this.#pane, slice));
  }
}

/** Lines along the edges of voxels; (0, 0) is the outer corner of the first voxel. */
export function toPath({ size, labels }: SliceMask): string {
  const [columns, rows] = size;
  const isInside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < columns && y < rows && labels[x + columns * y] === 1;
  return traceOutlines(isInside, size)
    .map((corners) => `M${corners.map((corner) => corner.join(" ")).join("L")}Z`)
    .join("");
}

/** Transform from the corners of a slice's voxels to the pane. */
export function toCanvasTransform(pane: DrawingPane, { axis, index }: GridPlace): string {
  const [a, b] = axesOfSlice(axis);
  const corner = (x: number, y: number) => {
    const ijk: [number, number, number] = [0, 0, 0];
    ijk[axis] = index;
    ijk[a] = x - 0.5;
    ijk[b] = y - 0.5;
    return pane.toCanvas(ijk satisfies Point<"ijk">);
  };
  const [origin, right, down] = [corner(0, 0), corner(1, 0), corner(0, 1)];
  const vector = (to: readonly [number, number]) => [to[0] - origin[0], to[1] - origin[1]];
  return `matrix(${[...vector(right), ...vector(down), ...origin].join(" ")})`;
}
