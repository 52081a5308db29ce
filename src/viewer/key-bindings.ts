import { operationGroups } from "../controller/index.ts";
import type { PlainTextKey } from "../texts/index.ts";
import { drawingTools, isToolFor, navigatingTools, type ToolEntry } from "./tool-list.ts";
import type { Viewer } from "./viewer.ts";

/** What keys are for, as the help has them in its columns. */
export const keyGroups = [
  ["run", "draw"],
  ["review", "navigate"],
  ["segment"],
  ["view", "mouse", "touch"],
] as const;

export type KeyGroup = (typeof keyGroups)[number][number];

/** A key and what it does; the help lists them in this order. */
export interface KeyBinding {
  /** As the help and the tooltips show it. */
  readonly keys: string;
  readonly text: PlainTextKey;
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

const letter = (keys: string, text: PlainTextKey, group: KeyGroup, press: Press): KeyBinding => ({
  keys,
  text,
  group,
  matches: plain(keys.toLowerCase()),
  press,
});
const tool =
  (group: KeyGroup) =>
  (entry: ToolEntry): KeyBinding =>
    letter(entry.key, `tools.${entry.tool}`, group, ({ controller, state }) => {
      if (isToolFor(entry, state.study?.modality)) controller.selectTool(entry.tool);
    });

export const keyBindings: readonly KeyBinding[] = [
  {
    keys: "Space",
    text: "keys.pause",
    group: "run",
    matches: offButtons(" "),
    press: (viewer) => viewer.controller.runs.togglePause(),
  },
  letter("I", "keys.report", "run", (viewer) => viewer.display.open("report")),
  {
    keys: "Shift+K",
    text: "keys.cut",
    group: "draw",
    matches: (event) => event.shiftKey && plain("k")(event),
    press: ({ controller }) => {
      controller.toolBox.configure({ scissors: "cut", scissorsThrough: "volume" });
      controller.selectTool("scissors");
    },
  },
  ...drawingTools.map(tool("draw")),
  {
    keys: "Shift+Enter",
    text: "keys.growFromSeeds",
    group: "draw",
    matches: (event) => event.shiftKey && offButtons("enter")(event),
    press: (viewer) => {
      if (viewer.state.prompting) void viewer.panel.takePrompts("new");
      else void viewer.controller.operations.growFromScribbles();
    },
  },
  {
    keys: "Enter",
    text: "keys.enter",
    group: "review",
    matches: offButtons("enter"),
    press: (viewer) => {
      if (viewer.state.threshold) viewer.controller.uncertainty.acceptThreshold();
      else if (viewer.state.preview) viewer.controller.operations.acceptPreview();
      else if (viewer.state.prompting) void viewer.panel.takePrompts();
      else if (viewer.state.hasScribbles) void viewer.controller.operations.repairFromScribbles();
      else if (viewer.state.study) void viewer.panel.decide("accepted");
    },
  },
  letter("N", "keys.next", "review", (viewer) => viewer.controller.review.next()),
  {
    keys: "Delete",
    text: "keys.reject",
    group: "review",
    matches: either(plain("delete"), plain("backspace")),
    press: (viewer) => {
      if (viewer.state.prompting) viewer.controller.prompts.removeLast();
      else if (viewer.state.study) void viewer.panel.decide("rejected");
    },
  },
  {
    keys: "Escape",
    text: "keys.cancel",
    group: "draw",
    matches: plain("escape"),
    press: ({ controller, display, state }) => {
      const isCancelling =
        state.threshold || state.preview || state.prompting || controller.study?.session.isEditing;
      if (!isCancelling && display.closeDrawer()) return;
      if (!controller.study?.session.isEditing) controller.prompts.discard();
      controller.uncertainty.cancelThreshold();
      controller.operations.cancel();
    },
  },
  ...operationGroups.flatMap(({ entries }) =>
    entries.map(
      (entry): KeyBinding => ({
        keys: `Alt+${entry.key}`,
        text: `operations.${entry.id}.name`,
        group: "segment",
        matches: withAlt(entry.key),
        press: (viewer) => void viewer.controller.operations.operate(entry),
      }),
    ),
  ),
  letter("[", "keys.smallerBrush", "draw", (viewer) => viewer.controller.toolBox.stepBrush(-1)),
  letter("]", "keys.largerBrush", "draw", (viewer) => viewer.controller.toolBox.stepBrush(1)),
  { keys: "Shift", text: "keys.eraseSegment", group: "draw" },
  { keys: "Alt", text: "keys.eraseAll", group: "draw" },
  { keys: "Alt+Left", text: "keys.takeAway", group: "draw" },
  {
    keys: "1 – 9",
    text: "keys.chooseSegment",
    group: "draw",
    matches: (event) => /^[1-9]$/.test(event.key) && plain(event.key)(event),
    press: (viewer, event) => {
      const segment = viewer.state.segments[Number(event.key) - 1];
      if (segment) viewer.controller.segments.select(segment.segmentNumber);
    },
  },
  {
    keys: "+",
    text: "keys.addSegment",
    group: "draw",
    matches: plain("+"),
    press: (viewer) => viewer.controller.segments.openDialog("new"),
  },
  {
    keys: "F2",
    text: "keys.changeSegment",
    group: "draw",
    matches: plain("f2"),
    press: (viewer) => viewer.controller.segments.openDialog(viewer.state.activeSegment),
  },
  {
    keys: "Ctrl+Z",
    text: "keys.undo",
    group: "draw",
    matches: either(withControl("z", false), (event) => plain("z")(event) && !event.shiftKey),
    press: (viewer) => viewer.controller.undo(),
  },
  {
    keys: "Ctrl+Shift+Z",
    text: "keys.redo",
    group: "draw",
    matches: either(withControl("z", true), withControl("y", false)),
    press: (viewer) => viewer.controller.redo(),
  },
  {
    keys: "Shift+T",
    text: "keys.imageText",
    group: "view",
    matches: (event) => event.shiftKey && plain("t")(event),
    press: (viewer) => viewer.display.toggleImageText(),
  },
  {
    keys: "Shift+P",
    text: "keys.panel",
    group: "view",
    matches: (event) => event.shiftKey && plain("p")(event),
    press: (viewer) => viewer.display.togglePanel(),
  },
  ...navigatingTools.slice(0, 1).map(tool("navigate")),
  letter("A", "keys.axial", "navigate", (viewer) => viewer.display.showPlane("axial")),
  letter("S", "keys.sagittal", "navigate", (viewer) => viewer.display.showPlane("sagittal")),
  letter("C", "keys.coronal", "navigate", (viewer) => viewer.display.showPlane("coronal")),
  {
    keys: "↑ ↓",
    text: "keys.slice",
    group: "navigate",
    matches: (event) => !event.shiftKey && (event.key === "ArrowUp" || event.key === "ArrowDown"),
    press: (viewer, event) => viewer.display.stepSlice(event.key === "ArrowUp" ? -1 : 1),
  },
  {
    keys: "Shift+↑ ↓",
    text: "keys.sliceOfSegment",
    group: "navigate",
    matches: (event) => event.shiftKey && (event.key === "ArrowUp" || event.key === "ArrowDown"),
    press: (viewer, event) => viewer.display.stepToSegment(event.key === "ArrowUp" ? -1 : 1),
  },
  {
    keys: "Home End",
    text: "keys.endsOfSegment",
    group: "navigate",
    matches: (event) => event.key === "Home" || event.key === "End",
    press: (viewer, event) => viewer.display.goToEndOfSegment(event.key === "Home" ? "first" : "last"),
  },
  {
    keys: "Page ↑ ↓",
    text: "keys.tenSlices",
    group: "navigate",
    matches: (event) => event.key === "PageUp" || event.key === "PageDown",
    press: (viewer, event) => viewer.display.stepSlice(event.key === "PageUp" ? -10 : 10),
  },
  letter("Q", "keys.uncertainSlice", "review", (viewer) => viewer.controller.uncertainty.goToMostUncertain()),
  {
    keys: "Shift+W",
    text: "keys.inverse",
    group: "view",
    matches: (event) => event.shiftKey && plain("w")(event),
    press: (viewer) => viewer.display.toggleInverse(),
  },
  letter("W", "keys.preset", "view", (viewer) => viewer.display.nextPreset()),
  ...navigatingTools.slice(1).map(tool("view")),
  letter("F", "keys.fill", "view", (viewer) => viewer.display.toggleFill()),
  {
    ...letter("V", "keys.hide", "view", (viewer) => viewer.display.hideSegmentation(true)),
    release: (viewer) => viewer.display.hideSegmentation(false),
  },
  letter(",", "keys.panoptic", "view", (viewer) => viewer.display.togglePanoptic()),
  letter("T", "keys.traces", "view", (viewer) => viewer.display.toggleTraces()),
  letter("Y", "keys.difference", "review", (viewer) => viewer.controller.differences.toggleAny()),
  letter("U", "keys.uncertainty", "view", (viewer) => viewer.controller.uncertainty.toggleOverlay()),
  letter("J", "keys.library", "view", (viewer) => viewer.display.toggleLibrary()),
  letter("L", "keys.layout", "view", (viewer) => viewer.display.nextLayout()),
  letter("R", "keys.fit", "view", (viewer) => viewer.display.fit()),
  {
    keys: "?",
    text: "keys.all",
    group: "view",
    matches: (event) => event.key === "?",
    press: (viewer) => viewer.display.open("keys"),
  },
  { keys: "Left", text: "keys.useTool", group: "mouse" },
  { keys: "Right", text: "keys.zoom", group: "mouse" },
  { keys: "Middle", text: "keys.pan", group: "mouse" },
  { keys: "Wheel", text: "keys.scroll", group: "mouse" },
  { keys: "Ctrl+Wheel", text: "keys.zoomAtPointer", group: "mouse" },
  { keys: "Shift+Wheel", text: "keys.brushSize", group: "mouse" },
  {
    keys: "Finger",
    text: "keys.finger",
    group: "touch",
  },
  { keys: "Fingers", text: "keys.fingers", group: "touch" },
];
