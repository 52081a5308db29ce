import { type Box, boxSize, uniteBoxes, voxelsInBox } from "../regions/index.ts";

interface RedrawParts {
  /** Whether a model is drawing. */
  readonly isRun: () => boolean;
  /** Sends the labels of a box to the GPU. */
  readonly send: (box: Box) => void;
  /** Has the viewports that show part of a box drawn with the next frame. */
  readonly render: (box: Box) => void;
}

/**
 * Decides when changes are drawn: a brush stroke with the next frame, within the limit of what one frame can take; a model's
 * slices four times a second, since redrawing large volumes in several panes would compete with the model for the GPU.
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
    // Requested after the frame callback that sends the labels, so that both happen in the same frame: Cornerstone draws in the
    // order of requests.
    if (this.#frame) this.#parts.render(changed);
  }

  /** Sends what has changed now; it is not drawn here. */
  flush(): void {
    const pending = this.#pending;
    this.dispose();
    if (pending) this.#parts.send(pending);
  }

  /** Forgets what was not sent yet. */
  dispose(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#pending = undefined;
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
    // In case rendering had been requested before this frame, and so was not drawn in it.
    this.#parts.render(now);
    if (later) this.#wait();
  }
}

/** The slices of a box, by index along k. */
export function slicesOf({ from, to }: Box): number[] {
  return Array.from({ length: to[2] - from[2] }, (_, n) => from[2] + n);
}

/** Voxels sent to the GPU within one frame; more would make drawing stutter. */
const voxelsPerFrame = 2 ** 24;

/** As many slices of the box as may be sent at once, and the rest. */
function splitForFrame(box: Box): [now: Box, later: Box | undefined] {
  const [columns, rows, slices] = boxSize(box);
  if (voxelsInBox(box) <= voxelsPerFrame) return [box, undefined];
  const end = box.from[2] + Math.min(slices, Math.max(1, Math.floor(voxelsPerFrame / (columns * rows))));
  const later: Box = { from: [box.from[0], box.from[1], end], to: box.to };
  return [{ from: box.from, to: [box.to[0], box.to[1], end] }, voxelsInBox(later) > 0 ? later : undefined];
}
