import { type Box, boxSize, uniteBoxes, voxelsInBox } from "../regions/index.ts";

interface RedrawParts {
  /** Whether a model is drawing. */
  readonly isRun: () => boolean;
  /** Sends the labels of a box to where they are drawn from. */
  readonly send: (box: Box) => void;
  /** Has the viewports that show something of a box drawn with the next frame. */
  readonly render: (box: Box) => void;
}

/**
 * When what has changed is drawn: a brush with the next frame, as much of it as a frame bears. A model's slices four times a
 * second: several panes of a large volume would otherwise compete with the model for the GPU.
 */
export class LabelmapRedraw {
  readonly #parts: RedrawParts;
  #pending: Box | undefined;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: RedrawParts) {
    this.#parts = parts;
  }

  add(changed: Box): void {
    this.#pending = this.#pending ? uniteBoxes(this.#pending, changed) : changed;
    this.#wait();
    // Asked for after the frame in which they are sent, so that it is the same one: Cornerstone draws where it was asked first.
    if (this.#frame) this.#parts.render(changed);
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
  }

  #wait(): void {
    if (this.#timer !== undefined || this.#frame) return;
    if (this.#parts.isRun()) this.#timer = setTimeout(() => this.#sendPending(), 250);
    else this.#frame = requestAnimationFrame(() => this.#sendPending());
  }

  #sendPending(): void {
    this.#frame = 0;
    this.#timer = undefined;
    if (!this.#pending) return;
    const [now, later] = splitForFrame(this.#pending);
    this.#pending = later;
    this.#parts.send(now);
    // Where it was not drawn in this frame, for it had been asked for before.
    this.#parts.render(now);
    if (later) this.#wait();
  }
}

/** The slices of a box, by index along k. */
export function slicesOf({ from, to }: Box): number[] {
  return Array.from({ length: to[2] - from[2] }, (_, n) => from[2] + n);
}

/** Bytes that are sent to the GPU within one frame: more would be felt while drawing. */
const voxelsPerFrame = 2 ** 24;

/** As many slices of the box as may be sent at once, and those that are left. */
function splitForFrame(box: Box): [now: Box, later: Box | undefined] {
  const [columns, rows, slices] = boxSize(box);
  if (voxelsInBox(box) <= voxelsPerFrame) return [box, undefined];
  const end = box.from[2] + Math.min(slices, Math.max(1, Math.floor(voxelsPerFrame / (columns * rows))));
  const later: Box = { from: [box.from[0], box.from[1], end], to: box.to };
  return [{ from: box.from, to: [box.to[0], box.to[1], end] }, voxelsInBox(later) > 0 ? later : undefined];
}
