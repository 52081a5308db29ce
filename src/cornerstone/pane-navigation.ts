import type { CanvasPoint, Drag } from "../tools/index.ts";
import type { MprView } from "./mpr-view.ts";
import type { Pane } from "./pane.ts";

/** Zooms about the point where the drag began; dragging up enlarges. */
export function zoomDrag(pane: Pane, start: CanvasPoint): Drag {
  let last = start;
  return {
    move: (points) => {
      const next = points.at(-1)!;
      pane.zoomAt(start, 1.008 ** (last[1] - next[1]));
      last = next;
    },
    end: () => undefined,
  };
}

/** Pans the image with the pointer. */
export function panDrag(pane: Pane, start: CanvasPoint): Drag {
  let last = start;
  return {
    move: (points) => {
      const next = points.at(-1)!;
      pane.pan(last, next);
      last = next;
    },
    end: () => undefined,
  };
}

/** Dragging right widens the window and down brightens the image, as in other DICOM viewers. */
export function windowDrag(view: MprView, start: CanvasPoint): Drag {
  const { center, width } = view.window;
  // Whole units, unless the window spans few of them, as for SUV or parameter maps.
  const step = Math.min(1, 10 ** Math.floor(Math.log10(width / 40)));
  return {
    move: (points) => {
      const next = points.at(-1)!;
      const perPixel = Math.max(step / 2, width / 400);
      const toStep = (value: number): number => step * Math.round(value / step);
      view.setWindow({
        center: toStep(center + (next[1] - start[1]) * perPixel),
        width: Math.max(step, toStep(width + (next[0] - start[0]) * perPixel)),
      });
    },
    end: () => undefined,
  };
}

/** The other panes follow the pointer. */
export function cursorDrag(view: MprView, pane: Pane, start: CanvasPoint): Drag {
  const go = (point: CanvasPoint): void => view.goTo(pane.toIjk(point), pane.plane);
  go(start);
  return { move: (points) => go(points.at(-1)!), end: () => undefined };
}

/** Pixels that a finger moves for one slice. */
const pixelsPerSlice = 14;

/** A moving finger scrolls the slices; a tap moves the other panes to that place. */
export function fingerDrag(view: MprView, pane: Pane, start: CanvasPoint): Drag {
  let moved = false;
  let stepped = 0;
  return {
    move: (points) => {
      moved = true;
      const steps = Math.trunc((points.at(-1)![1] - start[1]) / pixelsPerSlice);
      if (steps !== stepped) pane.stepSlice(steps - stepped);
      stepped = steps;
    },
    end: () => {
      if (!moved) view.goTo(pane.toIjk(start), pane.plane);
    },
  };
}
