import { type DrawnAxes, measureAxes } from "../regions/index.ts";
import { formatNumber } from "../texts/index.ts";
import type { CanvasPoint, DrawingPane } from "./drawing-pane.ts";
import type { MeasureDraft } from "./measure-draft.ts";
import { isOnSlice } from "./measure-drag.ts";
import { svgElement } from "./svg-element.ts";

const colors = { active: "#ffd54a", other: "#f2f2f2" } as const;
const gripRadius = 4;

/** Draws manual axes over a pane's image: lines with their ends and lengths. */
export class MeasureDrawing {
  readonly #pane: DrawingPane;
  readonly #group = svgElement("g");

  constructor(pane: DrawingPane, svg: SVGSVGElement) {
    this.#pane = pane;
    this.#group.setAttribute("data-measures", "");
    svg.append(this.#group);
  }

  /** @param hasGrips whether ends can be moved now. */
  draw({ visible }: MeasureDraft, hasGrips: boolean): void {
    const shown = visible.filter(({ axes }) => isOnSlice(this.#pane, axes));
    if (shown.length === 0 && this.#group.childElementCount === 0) return;
    this.#group.replaceChildren(
      ...shown.flatMap(({ axes, isActive }) =>
        this.#axes(axes, isActive ? colors.active : colors.other, hasGrips),
      ),
    );
  }

  #axes(axes: DrawnAxes, color: string, hasGrips: boolean): SVGElement[] {
    const { long, short, longMm, shortMm } = measureAxes(axes, this.#pane.grid.spacingMm);
    return [
      ...this.#line(long, longMm, color, hasGrips),
      ...(short && shortMm !== undefined ? this.#line(short, shortMm, color, hasGrips) : []),
    ];
  }

  #line(line: DrawnAxes["long"], mm: number, color: string, hasGrips: boolean): SVGElement[] {
    const ends = line.map((end) => this.#pane.toCanvas(end)) as [CanvasPoint, CanvasPoint];
    const [[x1, y1], [x2, y2]] = ends;
    const at = { x1: String(x1), y1: String(y1), x2: String(x2), y2: String(y2) };
    const [x, y] = x1 > x2 ? ends[0] : ends[1];
    const text = svgElement("text", {
      x: String(x + 8),
      y: String(y + 4),
      fill: color,
      "font-size": "12",
      stroke: "#000",
      "stroke-width": "3",
      "paint-order": "stroke",
    });
    text.textContent = `${formatNumber(mm, 1)} mm`;
    return [
      svgElement("line", { ...at, stroke: "rgb(0 0 0 / 0.7)", "stroke-width": "3.5" }),
      svgElement("line", { ...at, stroke: color, "stroke-width": "1.5" }),
      ...(hasGrips ? ends : []).map(([cx, cy]) =>
        svgElement("circle", {
          cx: String(cx),
          cy: String(cy),
          r: String(gripRadius),
          fill: "rgb(0 0 0 / 0.5)",
          stroke: color,
          "stroke-width": "1.5",
        }),
      ),
      text,
    ];
  }
}
