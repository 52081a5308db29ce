import type { CanvasPoint, Drag } from "../tools/index.ts";
import { distance, Fingers } from "../tools/index.ts";
import type { Pane } from "./pane.ts";

/** How far a finger may wander before it counts as moving. */
const slopPixels = 6;

/**
 * Touch in a pane. One finger does what the tool does, from the moment it moves or is lifted, so that the first of two fingers
 * draws nothing; two fingers pan and zoom. A stroke interrupted by a second finger is undone.
 * @param onPress as for a mouse button, with the event of the finger that was put down.
 */
export function listenToTouch(
  pane: Pane,
  onPress: (point: CanvasPoint, event: PointerEvent) => Drag | undefined,
): () => void {
  const { element } = pane;
  const stop = new AbortController();
  const fingers = new Fingers();
  let resting: { readonly point: CanvasPoint; readonly event: PointerEvent } | undefined;
  let drag: Drag | undefined;

  const toPoint = (event: PointerEvent): CanvasPoint => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const on = (
    name: "pointerdown" | "pointermove" | "pointerup" | "pointercancel",
    listener: Listener,
  ): void =>
    element.addEventListener(
      name,
      (event) => {
        if (event.pointerType === "touch" && pane.isOpen) listener(event);
      },
      { signal: stop.signal, capture: true },
    );
  const giveUp = (): void => {
    const given = drag;
    resting = drag = undefined;
    if (given?.cancel) given.cancel();
    else given?.end();
  };

  element.style.touchAction = "none";
  on("pointerdown", (event) => {
    event.preventDefault();
    event.stopPropagation();
    element.setPointerCapture(event.pointerId);
    fingers.put(event.pointerId, toPoint(event));
    if (fingers.count === 1) resting = { point: toPoint(event), event };
    else giveUp();
  });
  on("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    const point = toPoint(event);
    const pinch = fingers.move(event.pointerId, point);
    if (pinch) {
      pane.zoomAt(pinch.from, pinch.factor);
      pane.pan(pinch.from, pinch.to);
    }
    if (fingers.count > 1) return;
    if (resting) {
      if (distance(resting.point, point) <= slopPixels) return;
      drag = onPress(resting.point, resting.event);
      resting = undefined;
    }
    const events = event.getCoalescedEvents?.() ?? [];
    drag?.move((events.length > 0 ? events : [event]).map(toPoint), event);
  });
  on("pointerup", (event) => {
    if (!fingers.lift(event.pointerId)) return;
    if (resting) drag = onPress(resting.point, resting.event);
    const ended = drag;
    resting = drag = undefined;
    ended?.end();
  });
  on("pointercancel", (event) => {
    if (fingers.lift(event.pointerId)) giveUp();
  });
  return () => stop.abort();
}

type Listener = (event: PointerEvent) => void;
