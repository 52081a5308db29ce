import type { Point } from "../geometry/index.ts";
import { axesOfSlice, traceOutlines } from "../regions/index.ts";
import type { DrawingPane } from "./drawing-pane.ts";
import type { GridPlace, PromptDraft, PromptMark, SliceMask } from "./prompt-draft.ts";
import { clickRadius, isShown, lineOf } from "./prompt-marks.ts";
import { svgElement } from "./svg-element.ts";

/** Of what adds and what takes away; the signs tell it as well. */
const markColors = { adds: "#4fd1c5", takesAway: "#ff8f6b" } as const;

/** Marks of a user and the outline that they have led to, over the image of a pane. */
export class PromptDrawing {
  readonly #pane: DrawingPane;
  readonly #group = svgElement("g", { "data-prompts": "" });
  readonly #outline = svgElement("path", {
    "fill-rule": "evenodd",
    "fill-opacity": "0.3",
    "stroke-width": "1.5",
    "vector-effect": "non-scaling-stroke",
    "stroke-dasharray": "5 3",
  });
  readonly #marks = svgElement("g", {});
  #traced: SliceMask | undefined;

  constructor(pane: DrawingPane, svg: SVGSVGElement) {
    this.#pane = pane;
    this.#group.append(this.#outline, this.#marks);
    svg.append(this.#group);
  }

  /** @param color of the segment that the object will belong to. */
  draw({ marks, sketch, preview }: PromptDraft, color: string): void {
    const { slice } = this.#pane;
    this.#drawOutline(slice && preview?.slice(slice), slice, color);
    const shown = [...marks, ...(sketch ? [sketch] : [])].filter((mark) => isShown(this.#pane, mark));
    if (shown.length === 0 && this.#marks.childElementCount === 0) return;
    this.#marks.replaceChildren(...shown.map((mark) => this.#mark(mark)));
  }

  #drawOutline(mask: SliceMask | undefined, slice: GridPlace | undefined, color: string): void {
    this.#outline.style.display = mask ? "" : "none";
    if (!mask || !slice) return;
    if (mask !== this.#traced) this.#outline.setAttribute("d", toPath(mask));
    this.#traced = mask;
    this.#outline.setAttribute("fill", color);
    this.#outline.setAttribute("stroke", color);
    this.#outline.setAttribute("transform", toCanvasTransform(this.#pane, slice));
  }

  #mark(mark: PromptMark): SVGElement {
    const color = mark.adds ? markColors.adds : markColors.takesAway;
    const line = lineOf(this.#pane, mark);
    if (mark.kind === "click") return clickSign(line[0]!, mark.adds, color);
    const shape = svgElement(mark.kind === "scribble" ? "polyline" : "polygon", {
      points: line.map((point) => point.join(",")).join(" "),
      fill: "none",
      stroke: color,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
      ...(mark.kind === "scribble" ? { "stroke-width": "4", opacity: "0.85" } : { "stroke-width": "1.5" }),
    });
    return shape;
  }
}

/** A disk with a plus or a minus. */
function clickSign([x, y]: readonly [number, number], adds: boolean, color: string): SVGElement {
  const arm = clickRadius - 3;
  const across = `M${-arm} 0H${arm}`;
  const sign = svgElement("g", { transform: `translate(${x} ${y})` });
  sign.append(
    svgElement("circle", {
      r: String(clickRadius),
      fill: color,
      stroke: "rgb(0 0 0 / 0.7)",
      "stroke-width": "1",
    }),
    svgElement("path", {
      d: adds ? `${across}M0 ${-arm}V${arm}` : across,
      stroke: "#10181c",
      "stroke-width": "2",
    }),
  );
  return sign;
}

/** Lines along the edges of the voxels; (0, 0) is the outer corner of the first. */
export function toPath({ size, labels }: SliceMask): string {
  const [columns, rows] = size;
  const isInside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < columns && y < rows && labels[x + columns * y] === 1;
  return traceOutlines(isInside, size)
    .map((corners) => `M${corners.map((corner) => corner.join(" ")).join("L")}Z`)
    .join("");
}

/** From the corners of a slice's voxels to the pane. */
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
