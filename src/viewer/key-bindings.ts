import { messages } from "./messages.ts";
import { operationGroups } from "./operation-list.ts";
import { drawingTools, navigatingTools, type ToolEntry } from "./tool-list.ts";
import type { Viewer } from "./viewer.ts";

/** What keys are for, as the help has them in its columns. */
export const keyGroups = [
  ["Run", "Draw"],
  ["Review", "Navigate"],
  ["Whole segment"],
  ["View", "Mouse", "Touch"],
] as const;

export type KeyGroup = (typeof keyGroups)[number][number];

/** A key and what it does; the help lists them in this order. */
export interface KeyBinding {
  /** As the help and the tooltips show it. */
  readonly keys: string;
  readonly label: string;
  readonly group: KeyGroup;
  readonly matches?: (event: KeyboardEvent) => boolean;
  readonly press?: (viewer: Viewer, event: KeyboardEvent) => void;
  readonly release?: (viewer: Viewer) => void;
}

type Press = NonNullable<KeyBinding["press"]>;
type Matches = NonNullable<KeyBinding["matches"]>;

const plain =
  (key: string): Matches =>
  (event) =>
    event.key.toLowerCase() === key && !event.ctrlKey && !event.metaKey && !event.altKey;
const withControl =
  (key: string, shift: boolean): Matches =>
  (event) =>
    event.key.toLowerCase() === key && (event.ctrlKey || event.metaKey) && event.shiftKey === shift;
/** By its place on the keyboard: with Alt some systems give another letter. */
const withAlt =
  (key: string): Matches =>
  (event) =>
    event.code === `Key${key}` && event.altKey && !event.ctrlKey && !event.metaKey;
/** What has the focus and is there to be pressed takes Enter and Space for itself. */
const offButtons =
  (key: string): Matches =>
  (event) => {
    const [origin] = event.composedPath();
    return plain(key)(event) && !(origin instanceof HTMLElement && origin.matches("button, summary"));
  };
const either =
  (...all: readonly Matches[]): Matches =>
  (event) =>
    all.some((matches) => matches(event));

const letter = (keys: string, label: string, group: KeyGroup, press: Press): KeyBinding => ({
  keys,
  label,
  group,
  matches: plain(keys.toLowerCase()),
  press,
});
const tool =
  (group: KeyGroup) =>
  ({ tool: name, key }: ToolEntry): KeyBinding =>
    letter(key, messages.tools[name], group, (viewer) => viewer.drawing.selectTool(name));

export const keyBindings: readonly KeyBinding[] = [
  {
    keys: "Space",
    label: "Pause the run, or let it go on",
    group: "Run",
    matches: offButtons(" "),
    press: (viewer) => viewer.runs.togglePause(),
  },
  letter("I", "Run report", "Run", (viewer) => viewer.display.open("report")),
  ...drawingTools.map(tool("Draw")),
  {
    keys: "Shift+Enter",
    label: "Let the hints that were drawn grow until they meet",
    group: "Draw",
    matches: (event) => event.shiftKey && offButtons("enter")(event),
    press: (viewer) => void viewer.drawing.growFromHints(),
  },
  {
    keys: "Enter",
    label: "Repair by the hints that were drawn; apply a threshold; else accept the finding",
    group: "Review",
    matches: offButtons("enter"),
    press: (viewer) => {
      if (viewer.state.threshold) viewer.doubting.acceptThreshold();
      else if (viewer.state.hasHints) void viewer.drawing.repairFromHints();
      else viewer.reviewing.decide("accepted");
    },
  },
  letter("N", "Next finding that nobody has looked at", "Review", (viewer) => viewer.reviewing.next()),
  {
    keys: "Delete",
    label: "Reject the finding",
    group: "Review",
    matches: either(plain("delete"), plain("backspace")),
    press: (viewer) => viewer.reviewing.decide("rejected"),
  },
  {
    keys: "Escape",
    label: "Take back the stroke or threshold that is not finished",
    group: "Draw",
    matches: plain("escape"),
    press: (viewer) => viewer.doubting.cancelThreshold(),
  },
  ...operationGroups.flatMap(({ entries }) =>
    entries.map(
      (entry): KeyBinding => ({
        keys: `Alt+${entry.key}`,
        label: entry.name,
        group: "Whole segment",
        matches: withAlt(entry.key),
        press: (viewer) => void viewer.drawing.operate(entry),
      }),
    ),
  ),
  letter("[", "Smaller brush", "Draw", (viewer) => viewer.drawing.stepBrush(-1)),
  letter("]", "Larger brush", "Draw", (viewer) => viewer.drawing.stepBrush(1)),
  { keys: "Shift", label: "Erase the active segment while held", group: "Draw" },
  { keys: "Alt", label: "Erase all segments: with the eraser, or with Shift", group: "Draw" },
  {
    keys: "1 – 9",
    label: "Segment to draw into",
    group: "Draw",
    matches: (event) => /^[1-9]$/.test(event.key) && plain(event.key)(event),
    press: (viewer, event) => {
      const segment = viewer.state.segments[Number(event.key) - 1];
      if (segment) viewer.drawing.selectSegment(segment.segmentNumber);
    },
  },
  {
    keys: "+",
    label: "Add a segment",
    group: "Draw",
    matches: plain("+"),
    press: (viewer) => viewer.segmentEditing.open("new"),
  },
  {
    keys: "F2",
    label: "Change the segment's name, term and colour",
    group: "Draw",
    matches: plain("f2"),
    press: (viewer) => viewer.segmentEditing.open(viewer.state.activeSegment),
  },
  {
    keys: "Ctrl+Z",
    label: "Undo (also Z)",
    group: "Draw",
    matches: either(withControl("z", false), (event) => plain("z")(event) && !event.shiftKey),
    press: (viewer) => viewer.drawing.undo(),
  },
  {
    keys: "Ctrl+Shift+Z",
    label: "Redo (also Ctrl+Y)",
    group: "Draw",
    matches: either(withControl("z", true), withControl("y", false)),
    press: (viewer) => viewer.drawing.redo(),
  },
  ...navigatingTools.slice(0, 1).map(tool("Navigate")),
  letter("A", "Axial pane large", "Navigate", (viewer) => viewer.display.showPlane("axial")),
  letter("S", "Sagittal pane large", "Navigate", (viewer) => viewer.display.showPlane("sagittal")),
  letter("C", "Coronal pane large", "Navigate", (viewer) => viewer.display.showPlane("coronal")),
  {
    keys: "↑ ↓",
    label: "Slice by slice",
    group: "Navigate",
    matches: (event) => !event.shiftKey && (event.key === "ArrowUp" || event.key === "ArrowDown"),
    press: (viewer, event) => viewer.display.stepSlice(event.key === "ArrowUp" ? -1 : 1),
  },
  {
    keys: "Shift+↑ ↓",
    label: "Next slice that has the segment",
    group: "Navigate",
    matches: (event) => event.shiftKey && (event.key === "ArrowUp" || event.key === "ArrowDown"),
    press: (viewer, event) => viewer.display.stepToSegment(event.key === "ArrowUp" ? -1 : 1),
  },
  {
    keys: "Home End",
    label: "First and last slice that has the segment",
    group: "Navigate",
    matches: (event) => event.key === "Home" || event.key === "End",
    press: (viewer, event) => viewer.display.goToEndOfSegment(event.key === "Home" ? "first" : "last"),
  },
  {
    keys: "Page ↑ ↓",
    label: "Ten slices",
    group: "Navigate",
    matches: (event) => event.key === "PageUp" || event.key === "PageDown",
    press: (viewer, event) => viewer.display.stepSlice(event.key === "PageUp" ? -10 : 10),
  },
  letter("Q", "Most doubtful slice", "Review", (viewer) => viewer.doubting.goToMostDoubtful()),
  letter("W", "Next window preset", "View", (viewer) => viewer.display.nextPreset()),
  ...navigatingTools.slice(1).map(tool("View")),
  letter("F", "Fill or outline only", "View", (viewer) => viewer.display.toggleFill()),
  {
    ...letter("V", "Hide segments while held", "View", (viewer) => viewer.display.hideSegmentation(true)),
    release: (viewer) => viewer.display.hideSegmentation(false),
  },
  letter("T", "Crosshair lines", "View", (viewer) => viewer.display.toggleTraces()),
  letter("Y", "Difference from the reference, or from the model", "Review", (viewer) =>
    viewer.differences.toggleAny(),
  ),
  letter("U", "Doubt of the model", "View", (viewer) => viewer.doubting.toggleOverlay()),
  letter("J", "List of studies and series", "View", (viewer) => viewer.display.toggleLibrary()),
  letter("L", "One pane, three, or three and surfaces", "View", (viewer) => viewer.display.nextLayout()),
  letter("R", "Fit the images to the panes", "View", (viewer) => viewer.display.fit()),
  {
    keys: "?",
    label: "All keys",
    group: "View",
    matches: (event) => event.key === "?",
    press: (viewer) => viewer.display.open("keys"),
  },
  { keys: "Left", label: "Use the tool", group: "Mouse" },
  { keys: "Right", label: "Zoom", group: "Mouse" },
  { keys: "Middle", label: "Pan", group: "Mouse" },
  { keys: "Wheel", label: "Scroll the slices", group: "Mouse" },
  { keys: "Ctrl+Wheel", label: "Zoom at the pointer", group: "Mouse" },
  { keys: "Shift+Wheel", label: "Brush size", group: "Mouse" },
  {
    keys: "One finger",
    label: "Use the tool; with the crosshairs scroll, and tap to place them",
    group: "Touch",
  },
  { keys: "Two fingers", label: "Pan and zoom", group: "Touch" },
];
