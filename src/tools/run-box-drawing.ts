import { boxSize } from "../regions/index.ts";
import { t } from "../texts/index.ts";
import type { CanvasPoint, DrawingPane } from "./drawing-pane.ts";
import type { RunBoxDraft } from "./run-box-draft.ts";
import { cornersOf, isInRunBox } from "./run-box-drag.ts";
import { svgElement } from "./svg-element.ts";

const color = "#7cc4ff";
const gripSize = 7;

/** Draws the run box over a pane's image: its outline where the slice passes through it, and its size. */
export class RunBoxDrawing {
  readonly #pane: DrawingPane;
  readonly #group = svgElement("g");

  constructor(pane: DrawingPane, svg: SVGSVGElement) {
    this.#pane = pane;
    this.#group.setAttribute("data-run-box", "");
    svg.append(this.#group);
  }

  /** @param hasGrips whether edges can be moved now. */
  draw({ visible: box }: RunBoxDraft, hasGrips: boolean): void {
    if (!box || !isInRunBox(this.#pane, box)) {
      if (this.#group.childElementCount > 0) this.#group.replaceChildren();
      return;
    }
    const corners = cornersOf(this.#pane, box);
    const points = corners.map((corner) => corner.join(",")).join(" ");
    const size = boxSize(box).map((voxels, axis) => voxels * this.#pane.grid.spacingMm[axis]!);
    const [x, y] = corners.reduce((best, corner) => (corner[1] < best[1] ? corner : best));
    const text = svgElement("text", {
      x: String(x + 4),
      y: String(y - 6),
      fill: color,
      "font-size": "12",
      stroke: "#000",
      "stroke-width": "3",
      "paint-order": "stroke",
    });
    text.textContent = t("runOptions.boxSize", {
      width: Math.round(size[0]!),
      depth: Math.round(size[1]!),
      height: Math.round(size[2]!),
    });
    this.#group.replaceChildren(
      svgElement("polygon", { points, fill: "none", stroke: "rgb(0 0 0 / 0.7)", "stroke-width": "3.5" }),
      svgElement("polygon", {
        points,
        fill: "none",
        stroke: color,
        "stroke-width": "1.5",
        "stroke-dasharray": "6 4",
      }),
      ...(hasGrips ? gripsOf(corners) : []).map(([gripX, gripY]) =>
        svgElement("rect", {
          x: String(gripX - gripSize / 2),
          y: String(gripY - gripSize / 2),
          width: String(gripSize),
          height: String(gripSize),
          fill: color,
          stroke: "#000",
        }),
      ),
      text,
    );
  }
}

/** The corners, and the middles of the edges. */
function gripsOf(corners: readonly CanvasPoint[]): CanvasPoint[] {
  return corners.flatMap((corner, at) => {
    const next = corners[(at + 1) % corners.length]!;
    return [corner, [(corner[0] + next[0]) / 2, (corner[1] + next[1]) / 2] as const];
  });
}
