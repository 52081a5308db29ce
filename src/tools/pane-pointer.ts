import type { CanvasPoint, DrawingPane } from "./drawing-pane.ts";

/** A drag in a pane, from press to release. */
export interface Drag {
  move(points: readonly CanvasPoint[], event: PointerEvent): void;
  end(): void;
  /** Escape was pressed or the pointer was lost: undo the drag. By default the drag just ends. */
  cancel?(): void;
}

export interface PanePointerListeners<P extends DrawingPane> {
  /** Whether these listeners handle an event; the element's other listeners get the rest. */
  readonly takes: (event: MouseEvent) => boolean;
  /** A button was pressed; returns the drag, if any. */
  readonly onPress: (pane: P, point: CanvasPoint, event: PointerEvent) => Drag | undefined;
  /** The pointer moved over the pane, with or without a button, or left it (undefined). */
  readonly onHover: (pane: P, point: CanvasPoint | undefined, event: PointerEvent) => void;
  /** The wheel turned by whole steps (positive: down) or, with Ctrl held, by fractions of one. */
  readonly onWheel: (pane: P, point: CanvasPoint, steps: number, event: WheelEvent) => void;
}

/** A trackpad sends many small steps; this many pixels make one slice. */
const pixelsPerStep = 28;

/**
 * Mouse handling directly from pointer events. (Cornerstone's own mouse events delay a press by up to 400 ms to detect a double
 * click, which is too slow for a brush.)
 */
export function listenToPointer<P extends DrawingPane>(
  pane: P,
  { takes, onPress, onHover, onWheel }: PanePointerListeners<P>,
): () => void {
  const { element } = pane;
  const stop = new AbortController();
  let drag: { pointerId: number; drag: Drag } | undefined;
  let wheelRest = 0;

  const toPoint = (event: MouseEvent): CanvasPoint => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const on = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (event: HTMLElementEventMap[Name]) => void,
  ): void => element.addEventListener(name, listener, { signal: stop.signal, capture: true, passive: false });

  on("contextmenu", (event) => {
    if (takes(event)) event.preventDefault();
  });
  on("pointerdown", (event) => {
    if (!pane.isOpen || drag || !takes(event)) return;
    const started = onPress(pane, toPoint(event), event);
    if (!started) return;
    event.preventDefault();
    event.stopPropagation();
    element.setPointerCapture(event.pointerId);
    // The next keys are for the image, not for the last clicked button.
    element.focus({ preventScroll: true });
    drag = { pointerId: event.pointerId, drag: started };
  });
  on("pointermove", (event) => {
    if (!pane.isOpen) return;
    if (drag?.pointerId === event.pointerId) {
      const events = event.getCoalescedEvents?.() ?? [];
      drag.drag.move((events.length > 0 ? events : [event]).map(toPoint), event);
    }
    onHover(pane, toPoint(event), event);
  });
  const take = (): Drag | undefined => {
    const ended = drag?.drag;
    drag = undefined;
    return ended;
  };
  const finish = (event: PointerEvent): void => {
    if (drag?.pointerId === event.pointerId) take()?.end();
  };
  const cancel = (): void => {
    const ended = take();
    if (ended?.cancel) ended.cancel();
    else ended?.end();
  };
  on("pointerup", finish);
  on("lostpointercapture", finish);
  on("pointercancel", (event) => {
    if (drag?.pointerId === event.pointerId) cancel();
  });
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !drag) return;
      event.stopPropagation();
      cancel();
    },
    { signal: stop.signal, capture: true },
  );
  on("pointerleave", (event) => onHover(pane, undefined, event));
  // A pane can also come to lie under a resting pointer, by a change of layout for instance, without a move.
  on("pointerenter", (event) => {
    if (pane.isOpen) onHover(pane, toPoint(event), event);
  });
  on("wheel", (event) => {
    if (!takes(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!pane.isOpen) return;
    const delta = event.deltaY || event.deltaX;
    const isNotch = event.deltaMode !== WheelEvent.DOM_DELTA_PIXEL || Math.abs(delta) >= 50;
    if (event.ctrlKey || event.metaKey) {
      onWheel(pane, toPoint(event), isNotch ? Math.sign(delta) : delta / pixelsPerStep, event);
      return;
    }
    wheelRest = isNotch ? 0 : wheelRest + delta;
    const steps = isNotch ? Math.sign(delta) : Math.trunc(wheelRest / pixelsPerStep);
    wheelRest -= isNotch ? 0 : steps * pixelsPerStep;
    if (steps !== 0) onWheel(pane, toPoint(event), steps, event);
  });
  // Hides these events from Cornerstone's own listeners.
  for (const name of ["mousedown", "mousemove", "dblclick"] as const)
    on(name, (event) => {
      if (takes(event)) event.stopPropagation();
    });
  return () => stop.abort();
}

/** Whether the event comes from a finger, not from mouse or pen. */
export function isFinger(event: MouseEvent): boolean {
  return event instanceof PointerEvent && event.pointerType === "touch";
}
