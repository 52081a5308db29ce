import { type Box, boxSize, uniteBoxes, voxelsInBox } from "../regions/index.ts";

/**
 * When what has changed is drawn: a brush with the next frame, as much of it as a frame bears. A model's slices four times a
 * second: several panes of a large volume would otherwise compete with the model for the GPU.
 */
export class LabelmapRedraw {
  readonly #isRun: () => boolean;
  readonly #draw: (box: Box) => void;
  #pending: Box | undefined;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(isRun: () => boolean, draw: (box: Box) => void) {
    this.#isRun = isRun;
    this.#draw = draw;
  }

  add(changed: Box): void {
    this.#pending = this.#pending ? uniteBoxes(this.#pending, changed) : changed;
    this.#wait();
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
  }

  #wait(): void {
    if (this.#timer !== undefined || this.#frame) return;
    if (this.#isRun()) this.#timer = setTimeout(() => this.#drawPending(), 250);
    else this.#frame = requestAnimationFrame(() => this.#drawPending());
  }

  #drawPending(): void {
    this.#frame = 0;
    this.#timer = undefined;
    if (!this.#pending) return;
    const [now, later] = splitForFrame(this.#pending);
    this.#pending = later;
    this.#draw(now);
    if (later) this.#wait();
  }
}

/** The slices of a box, by index along k. */
export function slicesOf({ from, to }: Box): number[] {
  return Array.from({ length: to[2] - from[2] }, (_, n) => from[2] + n);
}

/** Bytes that are sent to the GPU within one frame: more would be felt while drawing. */
const voxelsPerFrame = 2 ** 22;

/** As many slices of the box as may be sent at once, and those that are left. */
function splitForFrame(box: Box): [now: Box, later: Box | undefined] {
  const [columns, rows, slices] = boxSize(box);
  if (voxelsInBox(box) <= voxelsPerFrame) return [box, undefined];
  const end = box.from[2] + Math.min(slices, Math.max(1, Math.floor(voxelsPerFrame / (columns * rows))));
  const later: Box = { from: [box.from[0], box.from[1], end], to: box.to };
  return [{ from: box.from, to: [box.to[0], box.to[1], end] }, voxelsInBox(later) > 0 ? later : undefined];
}
