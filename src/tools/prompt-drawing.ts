import type { DrawingPane } from "./drawing-pane.ts";
import { MaskOutline } from "./mask-outline.ts";
import type { PromptDraft, PromptMark } from "./prompt-draft.ts";
import { clickRadius, isShown, lineOf } from "./prompt-marks.ts";
import { svgElement } from "./svg-element.ts";

/** Colours of marks that add and that take away; their signs differ too. */
export const markColors = { adds: "#4fd1c5", takesAway: "#ff8f6b" } as const;

/** Draws prompt marks and the resulting outline over a pane's image. */
export class PromptDrawing {
  readonly #pane: DrawingPane;
  readonly #group = svgElement("g", { "data-prompts": "" });
  readonly #outline: MaskOutline;
  readonly #marks = svgElement("g", {});

  constructor(pane: DrawingPane, svg: SVGSVGElement) {
    this.#pane = pane;
    this.#outline = new MaskOutline(pane);
    this.#group.append(this.#outline.element, this.#marks);
    svg.append(this.#group);
  }

  /** @param color of the segment that the object will be added to. */
  draw({ marks, sketch, preview }: PromptDraft, color: string): void {
    this.#outline.draw(preview, color);
    const shown = [...marks, ...(sketch ? [sketch] : [])].filter((mark) => isShown(this.#pane, mark));
    if (shown.length === 0 && this.#marks.childElementCount === 0) return;
    this.#marks.replaceChildren(...shown.map((mark) => this.#mark(mark)));
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

/** A disc with a plus or a minus. */
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
