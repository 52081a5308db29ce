import type { Viewer } from "./viewer.ts";

/** A key and what it does; the help lists them in this order. */
export interface KeyBinding {
  /** As the help and the tooltips show it. */
  readonly keys: string;
  readonly label: string;
  readonly group: "Draw" | "View" | "Navigate" | "Mouse";
  readonly matches?: (event: KeyboardEvent) => boolean;
  readonly press?: (viewer: Viewer, event: KeyboardEvent) => void;
  readonly release?: (viewer: Viewer) => void;
}

const plain = (key: string) => (event: KeyboardEvent) =>
  event.key.toLowerCase() === key && !event.ctrlKey && !event.metaKey && !event.altKey;
const withControl = (key: string, shift: boolean) => (event: KeyboardEvent) =>
  event.key.toLowerCase() === key && (event.ctrlKey || event.metaKey) && event.shiftKey === shift;

export const keyBindings: readonly KeyBinding[] = [
  {
    keys: "B",
    label: "Brush",
    group: "Draw",
    matches: plain("b"),
    press: (viewer) => viewer.selectTool("brush"),
  },
  {
    keys: "E",
    label: "Eraser",
    group: "Draw",
    matches: plain("e"),
    press: (viewer) => viewer.selectTool("eraser"),
  },
  {
    keys: "M",
    label: "Threshold brush",
    group: "Draw",
    matches: plain("m"),
    press: (viewer) => viewer.selectTool("threshold-brush"),
  },
  {
    keys: "K",
    label: "Scissors",
    group: "Draw",
    matches: plain("k"),
    press: (viewer) => viewer.selectTool("scissors"),
  },
  {
    keys: "O",
    label: "Contour",
    group: "Draw",
    matches: plain("o"),
    press: (viewer) => viewer.selectTool("contour"),
  },
  {
    keys: "G",
    label: "Flood fill",
    group: "Draw",
    matches: plain("g"),
    press: (viewer) => viewer.selectTool("flood-fill"),
  },
  {
    keys: "H",
    label: "Hints for a repair",
    group: "Draw",
    matches: plain("h"),
    press: (viewer) => viewer.selectTool("hints"),
  },
  {
    keys: "Enter",
    label: "Repair by the hints that were drawn",
    group: "Draw",
    matches: (event) => plain("enter")(event) && !(event.composedPath()[0] instanceof HTMLButtonElement),
    press: (viewer) => void viewer.repairFromHints(),
  },
  {
    keys: "[",
    label: "Smaller brush",
    group: "Draw",
    matches: plain("["),
    press: (viewer) => viewer.stepBrush(-1),
  },
  {
    keys: "]",
    label: "Larger brush",
    group: "Draw",
    matches: plain("]"),
    press: (viewer) => viewer.stepBrush(1),
  },
  { keys: "Shift", label: "Erase while held", group: "Draw" },
  {
    keys: "1 – 9",
    label: "Choose a segment",
    group: "Draw",
    matches: (event) => /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey,
    press: (viewer, event) => {
      const row = viewer.state.segments[Number(event.key) - 1];
      if (row) viewer.selectSegment(row.segmentNumber);
    },
  },
  {
    keys: "Ctrl+Z",
    label: "Undo (also Z)",
    group: "Draw",
    matches: (event) => withControl("z", false)(event) || (plain("z")(event) && !event.shiftKey),
    press: (viewer) => viewer.undo(),
  },
  {
    keys: "Ctrl+Shift+Z",
    label: "Redo (also Ctrl+Y)",
    group: "Draw",
    matches: (event) => withControl("z", true)(event) || withControl("y", false)(event),
    press: (viewer) => viewer.redo(),
  },
  {
    keys: "X",
    label: "Crosshairs tool",
    group: "Navigate",
    matches: plain("x"),
    press: (viewer) => viewer.selectTool("crosshairs"),
  },
  {
    keys: "A",
    label: "Axial pane large",
    group: "Navigate",
    matches: plain("a"),
    press: (viewer) => viewer.showPlane("axial"),
  },
  {
    keys: "S",
    label: "Sagittal pane large",
    group: "Navigate",
    matches: plain("s"),
    press: (viewer) => viewer.showPlane("sagittal"),
  },
  {
    keys: "C",
    label: "Coronal pane large",
    group: "Navigate",
    matches: plain("c"),
    press: (viewer) => viewer.showPlane("coronal"),
  },
  {
    keys: "↑ ↓",
    label: "Slice by slice",
    group: "Navigate",
    matches: (event) => event.key === "ArrowUp" || event.key === "ArrowDown",
    press: (viewer, event) => viewer.stepSlice(event.key === "ArrowUp" ? -1 : 1),
  },
  {
    keys: "Page ↑ ↓",
    label: "Ten slices",
    group: "Navigate",
    matches: (event) => event.key === "PageUp" || event.key === "PageDown",
    press: (viewer, event) => viewer.stepSlice(event.key === "PageUp" ? -10 : 10),
  },
  {
    keys: "W",
    label: "Next window preset",
    group: "View",
    matches: plain("w"),
    press: (viewer) => viewer.nextPreset(),
  },
  {
    keys: "D",
    label: "Drag the window (width, centre)",
    group: "View",
    matches: plain("d"),
    press: (viewer) => viewer.selectTool("window"),
  },
  {
    keys: "P",
    label: "Pan tool",
    group: "View",
    matches: plain("p"),
    press: (viewer) => viewer.selectTool("pan"),
  },
  {
    keys: "F",
    label: "Fill or outline only",
    group: "View",
    matches: plain("f"),
    press: (viewer) => viewer.toggleFill(),
  },
  {
    keys: "V",
    label: "Hide segments while held",
    group: "View",
    matches: plain("v"),
    press: (viewer) => viewer.hideSegmentation(true),
    release: (viewer) => viewer.hideSegmentation(false),
  },
  {
    keys: "T",
    label: "Crosshair lines",
    group: "View",
    matches: plain("t"),
    press: (viewer) => viewer.toggleTraces(),
  },
  {
    keys: "L",
    label: "One pane or three",
    group: "View",
    matches: plain("l"),
    press: (viewer) => viewer.toggleLayout(),
  },
  {
    keys: "R",
    label: "Fit the images to the panes",
    group: "View",
    matches: plain("r"),
    press: (viewer) => viewer.fit(),
  },
  {
    keys: "?",
    label: "All keys",
    group: "View",
    matches: (event) => event.key === "?",
    press: (viewer) => viewer.setKeysShown(!viewer.state.showsKeys),
  },
  { keys: "Left", label: "Use the tool", group: "Mouse" },
  { keys: "Right", label: "Zoom", group: "Mouse" },
  { keys: "Middle", label: "Pan", group: "Mouse" },
  { keys: "Wheel", label: "Scroll the slices", group: "Mouse" },
  { keys: "Ctrl+Wheel", label: "Zoom at the pointer", group: "Mouse" },
  { keys: "Shift+Wheel", label: "Brush size", group: "Mouse" },
];

/** Listens to the keyboard for as long as the page lives; keys typed into a field or a dialog are the field's own. */
export function listenToKeys(viewer: Viewer, target: HTMLElement | Window): () => void {
  const stop = new AbortController();
  const listen = (name: "keydown" | "keyup", listener: (event: KeyboardEvent) => void): void =>
    target.addEventListener(name, listener as EventListener, { signal: stop.signal });
  listen("keydown", (event) => {
    if (event.key === "Shift") viewer.showErasing(true);
    const { question, seriesChoice, showsKeys } = viewer.state;
    if (question || seriesChoice || (showsKeys && event.key !== "?") || isTyping(event)) return;
    const binding = keyBindings.find(({ matches }) => matches?.(event));
    if (!binding?.press) return;
    event.preventDefault();
    if (!(event.repeat && binding.release)) binding.press(viewer, event);
  });
  listen("keyup", (event) => {
    if (event.key === "Shift") viewer.showErasing(false);
    for (const { matches, release } of keyBindings) if (release && matches?.(event)) release(viewer);
  });
  return () => stop.abort();
}

function isTyping(event: KeyboardEvent): boolean {
  const [origin] = event.composedPath();
  if (!(origin instanceof HTMLElement)) return false;
  if (origin instanceof HTMLSelectElement) return !event.ctrlKey && !event.metaKey;
  if (origin instanceof HTMLInputElement)
    return origin.type !== "range" || event.key.startsWith("Arrow") || event.key.startsWith("Page");
  return (
    origin.getAttribute("role") === "slider" &&
    (event.key.startsWith("Arrow") || event.key.startsWith("Page"))
  );
}
