import type { Layer, SegmentationSession } from "../editing/index.ts";
import { axesOfSlice, boxSize, offsetIn } from "../regions/index.ts";
import type { DrawingPane } from "./drawing-pane.ts";
import { toCanvasTransform, toPath } from "./mask-outline.ts";
import type { GridPlace } from "./prompt-draft.ts";
import type { SegmentShowing } from "./tool-box.ts";

const svgNamespace = "http://www.w3.org/2000/svg";

/** Draws overlapping segments over a pane's image, filled and outlined in their colours. */
export class LayerDrawing {
  readonly #pane: DrawingPane;
  readonly #group = document.createElementNS(svgNamespace, "g");
  /** Outlines of the last slice, by layer. */
  #traced = new Map<Layer, string>();
  #place = "";

  constructor(pane: DrawingPane, svg: SVGSVGElement) {
    this.#pane = pane;
    this.#group.setAttribute("data-layers", "");
    svg.prepend(this.#group);
  }

  draw(
    session: SegmentationSession | undefined,
    { isHidden, fills }: SegmentShowing = { isHidden: false, fills: true },
  ): void {
    const { slice } = this.#pane;
    const layers = [...(session?.layers ?? [])].filter(
      ([number]) => !isHidden && session?.display(number).visible,
    );
    if (layers.length === 0 && this.#group.childElementCount === 0) return;
    if (!slice || !session) {
      this.#group.replaceChildren();
      return;
    }
    const place = `${slice.axis} ${slice.index}`;
    if (place !== this.#place) this.#traced = new Map();
    this.#place = place;
    const transform = toCanvasTransform(this.#pane, slice);
    this.#group.replaceChildren(
      ...layers.flatMap(([number, layer]) => {
        const outline = this.#outline(layer, slice);
        if (outline === "") return [];
        const path = document.createElementNS(svgNamespace, "path");
        const color = `rgb(${session.findSegment(number)?.color.join(" ")})`;
        for (const [name, value] of Object.entries({
          d: outline,
          transform,
          fill: color,
          stroke: color,
          "fill-rule": "evenodd",
          "fill-opacity": String(fills ? session.display(number).opacity : 0),
          "stroke-width": "1",
          "vector-effect": "non-scaling-stroke",
          "stroke-dasharray": "6 2",
        }))
          path.setAttribute(name, value);
        return [path];
      }),
    );
  }

  #outline(layer: Layer, slice: GridPlace): string {
    let outline = this.#traced.get(layer);
    if (outline === undefined) {
      outline = trace(layer, slice, this.#pane.grid.size);
      this.#traced.set(layer, outline);
    }
    return outline;
  }
}

/** The outline of a layer on a slice; "" if the layer does not reach it. */
function trace({ box, values }: Layer, { axis, index }: GridPlace, size: readonly number[]): string {
  if (boxSize(box).includes(0) || index < box.from[axis] || index >= box.to[axis]) return "";
  const [a, b] = axesOfSlice(axis);
  const labels = new Uint8Array(size[a]! * size[b]!);
  const ijk: [number, number, number] = [0, 0, 0];
  ijk[axis] = index;
  for (ijk[b] = box.from[b]; ijk[b] < box.to[b]; ijk[b]++)
    for (ijk[a] = box.from[a]; ijk[a] < box.to[a]; ijk[a]++)
      labels[ijk[a] + size[a]! * ijk[b]] = values[offsetIn(box, ...ijk)]!;
  return labels.includes(1) ? toPath({ size: [size[a]!, size[b]!], labels }) : "";
}
