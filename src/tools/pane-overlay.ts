import type { CanvasPoint, DrawingPane } from "./drawing-pane.ts";
import { LayerDrawing } from "./layer-drawing.ts";
import { MaskOutline } from "./mask-outline.ts";
import { MeasureDrawing } from "./measure-drawing.ts";
import { PromptDrawing } from "./prompt-drawing.ts";
import { RunBoxDrawing } from "./run-box-drawing.ts";

const svgNamespace = "http://www.w3.org/2000/svg";

/** Colours of the crosshair lines of each plane in the other panes. */
export const planeColors = { axial: "#e5707a", sagittal: "#d9b44a", coronal: "#63b57c" } as const;

/** How long a message stays. */
const sentenceMs = 2500;

/** Overlay of a pane: crosshair lines, brush cursor, lines being drawn, scribbles, and prompt marks with their outline. */
export class PaneOverlay {
  readonly prompts: PromptDrawing;
  /** Outline of an offered change. */
  readonly offer: MaskOutline;
  readonly measures: MeasureDrawing;
  readonly layers: LayerDrawing;
  readonly runBox: RunBoxDrawing;
  readonly #pane: DrawingPane;
  readonly #svg = document.createElementNS(svgNamespace, "svg");
  readonly #lines: SVGLineElement[] = [];
  readonly #brush = document.createElementNS(svgNamespace, "circle");
  readonly #brushShadow = document.createElementNS(svgNamespace, "circle");
  readonly #outline = document.createElementNS(svgNamespace, "polygon");
  readonly #sentence = document.createElementNS(svgNamespace, "text");
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #scribbles = document.createElementNS(svgNamespace, "g");

  constructor(pane: DrawingPane) {
    this.#pane = pane;
    this.#svg.setAttribute("aria-hidden", "true");
    this.#svg.style.cssText =
      "position:absolute;inset:0;width:100%;height:100%;pointer-events:none;overflow:hidden";
    for (let n = 0; n < 4; n++) {
      const line = document.createElementNS(svgNamespace, "line");
      line.setAttribute("stroke-width", "1");
      line.setAttribute("shape-rendering", "crispEdges");
      line.setAttribute("opacity", "0.7");
      this.#lines.push(line);
      this.#svg.append(line);
    }
    this.#brushShadow.setAttribute("stroke", "rgb(0 0 0 / 0.6)");
    this.#brushShadow.setAttribute("stroke-width", "3");
    this.#brush.setAttribute("stroke-width", "1.5");
    for (const circle of [this.#brushShadow, this.#brush]) {
      circle.setAttribute("fill", "none");
      circle.setAttribute("display", "none");
      this.#svg.append(circle);
    }
    this.#outline.setAttribute("fill", "none");
    this.#outline.setAttribute("stroke-width", "1.5");
    this.#sentence.setAttribute("fill", "#f2f2f2");
    this.#sentence.setAttribute("font-size", "13");
    this.#sentence.setAttribute("stroke", "#000");
    this.#sentence.setAttribute("stroke-width", "3");
    this.#sentence.setAttribute("paint-order", "stroke");
    this.#scribbles.setAttribute("opacity", "0.6");
    this.#svg.prepend(this.#scribbles);
    this.prompts = new PromptDrawing(pane, this.#svg);
    this.layers = new LayerDrawing(pane, this.#svg);
    this.offer = new MaskOutline(pane);
    this.#svg.append(this.offer.element);
    this.measures = new MeasureDrawing(pane, this.#svg);
    this.runBox = new RunBoxDrawing(pane, this.#svg);
    this.#svg.append(this.#outline);
    // Cornerstone creates this box around the canvas; unlike the element itself, it is always positioned.
    (pane.element.querySelector(".viewport-element") ?? pane.element).append(this.#svg);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#svg.remove();
  }

  /** Two lines with a gap at the linked cursor where they cross, or none. */
  drawTraces(traces: readonly { at: CanvasPoint; vertical: boolean; color: string }[]): void {
    const { clientWidth: width, clientHeight: height } = this.#pane.element;
    const [gap, inset] = [14, 26];
    for (const line of this.#lines) line.style.display = traces.length === 0 ? "none" : "";
    for (const [n, { at, vertical, color }] of traces.entries()) {
      const [x, y] = [Math.round(at[0]), Math.round(at[1])];
      const [before, after] = [this.#lines[n * 2]!, this.#lines[n * 2 + 1]!];
      if (vertical) {
        place(before, [x, inset], [x, Math.max(inset, y - gap)], color);
        place(after, [x, Math.min(height - inset, y + gap)], [x, height - inset], color);
      } else {
        place(before, [inset, y], [Math.max(inset, x - gap), y], color);
        place(after, [Math.min(width - inset, x + gap), y], [width - inset, y], color);
      }
    }
  }

  drawBrush(at: CanvasPoint, radius: number, color: string, erases: boolean): void {
    for (const circle of [this.#brushShadow, this.#brush]) {
      change(circle, "display", "inline");
      change(circle, "cx", String(at[0]));
      change(circle, "cy", String(at[1]));
      change(circle, "r", String(Math.max(radius, 1.5)));
      change(circle, "stroke-dasharray", erases ? "4 3" : "");
    }
    change(this.#brush, "stroke", color);
  }

  /** Shows the closed line being drawn; hides it without points. */
  drawOutline(points: readonly CanvasPoint[], color: string): void {
    this.#outline.setAttribute("points", points.map((point) => point.join(",")).join(" "));
    this.#outline.setAttribute("stroke", color);
  }

  /** Scribbles at the width they were drawn with. */
  drawScribbles(
    scribbles: readonly { points: readonly CanvasPoint[]; width: number; color: string }[],
  ): void {
    if (scribbles.length === 0 && this.#scribbles.childElementCount === 0) return;
    this.#scribbles.replaceChildren(
      ...scribbles.map(({ points, width, color }) => {
        const line = document.createElementNS(svgNamespace, "polyline");
        // A dot is a line of zero length with round ends.
        const drawn = points.length > 1 ? points : [points[0]!, points[0]!];
        line.setAttribute("points", drawn.map((point) => point.join(",")).join(" "));
        line.setAttribute("fill", "none");
        line.setAttribute("stroke", color);
        line.setAttribute("stroke-width", String(width));
        line.setAttribute("stroke-linecap", "round");
        line.setAttribute("stroke-linejoin", "round");
        return line;
      }),
    );
  }

  /** Shows a message next to a point for a moment. */
  say([x, y]: CanvasPoint, text: string): void {
    this.#sentence.textContent = text;
    const isRight = x > this.#pane.element.clientWidth / 2;
    this.#sentence.setAttribute("x", String(isRight ? x - 14 : x + 14));
    this.#sentence.setAttribute("y", String(Math.max(16, y - 14)));
    this.#sentence.setAttribute("text-anchor", isRight ? "end" : "start");
    this.#svg.append(this.#sentence);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#sentence.remove(), sentenceMs);
  }

  hideBrush(): void {
    for (const circle of [this.#brushShadow, this.#brush]) change(circle, "display", "none");
  }
}

/**
 * Sets an attribute only if it differs: setting the same value would cause layout and painting on every move of the pointer.
 */
function change(element: SVGElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function place(line: SVGLineElement, [x1, y1]: CanvasPoint, [x2, y2]: CanvasPoint, color: string): void {
  for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) line.setAttribute(name, String(value));
  line.setAttribute("stroke", color);
}
