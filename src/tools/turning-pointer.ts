import type { CanvasPoint } from "./drawing-pane.ts";
import { distance, Fingers } from "./fingers.ts";

/** Effects of mouse, touch and keyboard on a 3-D view. */
export interface TurningListeners {
  /** Radians to the right and downwards. */
  readonly onTurn: (right: number, down: number) => void;
  readonly onPan: (from: CanvasPoint, to: CanvasPoint) => void;
  readonly onZoom: (factor: number) => void;
  /** A click with the left button. */
  readonly onClick: (point: CanvasPoint) => void;
}

const radiansPerPixel = 0.01;
const radiansPerKey = Math.PI / 12;
/** The pointer may move this far during a click. */
const clickPixels = 4;

const arrows: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-radiansPerKey, 0],
  ArrowRight: [radiansPerKey, 0],
  ArrowUp: [0, -radiansPerKey],
  ArrowDown: [0, radiansPerKey],
};

/**
 * Left button or one finger rotates, right zooms, middle pans, the wheel zooms, two fingers pan and zoom; with the focus, arrow
 * keys rotate, + and − zoom.
 */
export function listenToTurning(element: HTMLElement, listeners: TurningListeners): () => void {
  const stop = new AbortController();
  const on = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (event: HTMLElementEventMap[Name]) => void,
  ): void => element.addEventListener(name, listener, { signal: stop.signal, capture: true, passive: false });
  const fingers = new Fingers();
  let press: { id: number; button: number; at: CanvasPoint; last: CanvasPoint; moved: boolean } | undefined;
  const toPoint = (event: MouseEvent): CanvasPoint => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  on("contextmenu", (event) => event.preventDefault());
  on("pointerdown", (event) => {
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    if (event.pointerType === "touch") fingers.put(event.pointerId, toPoint(event));
    // A second finger starts a pinch.
    if (fingers.count > 1) press = undefined;
    if (press || fingers.count > 1) return;
    element.focus({ preventScroll: true });
    const at = toPoint(event);
    press = { id: event.pointerId, button: event.button, at, last: at, moved: false };
  });
  on("pointermove", (event) => {
    const pinch = fingers.has(event.pointerId) && fingers.move(event.pointerId, toPoint(event));
    if (pinch) {
      listeners.onZoom(pinch.factor);
      listeners.onPan(pinch.from, pinch.to);
    }
    if (press?.id !== event.pointerId) return;
    const to = toPoint(event);
    const { at, last, button } = press;
    press.moved ||= distance(at, to) > clickPixels;
    press.last = to;
    if (!press.moved) return;
    const [right, down] = [to[0] - last[0], to[1] - last[1]];
    if (button === 0) listeners.onTurn(right * radiansPerPixel, down * radiansPerPixel);
    else if (button === 1) listeners.onPan(last, to);
    else listeners.onZoom(1.01 ** -down);
  });
  const end = (event: PointerEvent): void => {
    fingers.lift(event.pointerId);
    if (press?.id !== event.pointerId) return;
    const { button, moved, at } = press;
    press = undefined;
    if (event.type === "pointerup" && button === 0 && !moved) listeners.onClick(at);
  };
  on("pointerup", end);
  on("pointercancel", end);
  on("wheel", (event) => {
    event.preventDefault();
    event.stopPropagation();
    listeners.onZoom(1.1 ** -Math.sign(event.deltaY));
  });
  on("keydown", (event) => {
    const turn = arrows[event.key];
    const zoom = { "+": 1.2, "-": 1 / 1.2 }[event.key];
    if (turn) listeners.onTurn(...turn);
    else if (zoom) listeners.onZoom(zoom);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // Hides these events from Cornerstone's own listeners.
  for (const name of ["mousedown", "mousemove", "dblclick"] as const)
    on(name, (event) => event.stopPropagation());
  return () => stop.abort();
}
