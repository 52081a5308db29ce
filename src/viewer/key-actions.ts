import { operationGroups } from "../controller/index.ts";
import type { PlainTextKey } from "../texts/index.ts";
import type { KeyCombination } from "../ui/index.ts";
import { drawingTools, navigatingTools, type ToolEntry } from "./tool-list.ts";

/** Groups of shortcuts, as columns of the help. */
export const keyGroups = [
  ["run", "draw"],
  ["review", "navigate"],
  ["segment"],
  ["view", "mouse", "touch"],
] as const;

export type KeyGroup = (typeof keyGroups)[number][number];

/** An action with shortcuts. */
export interface KeyAction {
  /** Identifies it in preferences. */
  readonly action: string;
  readonly text: PlainTextKey;
  readonly group: KeyGroup;
  /** The default keys. */
  readonly keys: readonly KeyCombination[];
  /** The keys cannot be changed; set with a text for a range of keys. */
  readonly isFixed?: true;
  readonly shown?: string;
}

type Described = Pick<KeyAction, "isFixed" | "shown">;

const does = (
  group: KeyGroup,
  action: ActionName,
  keys: string | readonly string[],
  described: Described = {},
): KeyAction => ({
  action,
  text: `keys.${action}`,
  group,
  keys: typeof keys === "string" ? [keys] : keys,
  ...described,
});

/** Actions with a text of their own in the catalogue. */
type ActionName = Extract<PlainTextKey, `keys.${string}`> extends `keys.${infer Name}` ? Name : never;

const tool =
  (group: KeyGroup) =>
  ({ tool: name, key }: ToolEntry): KeyAction => ({
    action: `tools.${name}`,
    text: `tools.${name}`,
    group,
    keys: [key],
  });

/** All actions with shortcuts, in the order of the help. */
export const keyActions: readonly KeyAction[] = [
  does("run", "pause", "Space"),
  does("run", "report", "I"),
  does("draw", "cut", "Shift+K"),
  ...drawingTools.map(tool("draw")),
  does("draw", "growFromSeeds", "Shift+Enter"),
  does("review", "enter", "Enter"),
  does("review", "next", "N"),
  does("review", "reject", ["Delete", "Backspace"]),
  does("draw", "cancel", "Escape", { isFixed: true }),
  ...operationGroups.flatMap(({ entries }) =>
    entries.map(
      ({ id, key }): KeyAction => ({
        action: `operations.${id}`,
        text: `operations.${id}.name`,
        group: "segment",
        keys: [`Alt+${key}`],
      }),
    ),
  ),
  does("draw", "smallerBrush", "["),
  does("draw", "largerBrush", "]"),
  does("draw", "chooseSegment", [..."123456789"], { isFixed: true, shown: "1 – 9" }),
  does("draw", "addSegment", "+"),
  does("draw", "changeSegment", "F2"),
  does("draw", "undo", ["Ctrl+Z", "Z"]),
  does("draw", "redo", ["Ctrl+Shift+Z", "Ctrl+Y", "Shift+Z"]),
  ...navigatingTools.slice(0, 1).map(tool("navigate")),
  does("navigate", "axial", "A"),
  does("navigate", "sagittal", "S"),
  does("navigate", "coronal", "C"),
  does("navigate", "previousSlice", "ArrowUp"),
  does("navigate", "nextSlice", "ArrowDown"),
  does("navigate", "previousOfSegment", "Shift+ArrowUp"),
  does("navigate", "nextOfSegment", "Shift+ArrowDown"),
  does("navigate", "firstOfSegment", "Home"),
  does("navigate", "lastOfSegment", "End"),
  does("navigate", "tenSlicesUp", "PageUp"),
  does("navigate", "tenSlicesDown", "PageDown"),
  does("review", "uncertainSlice", "Q"),
  does("view", "preset", "W"),
  does("view", "inverse", "Shift+W"),
  ...navigatingTools.slice(1).map(tool("view")),
  does("view", "fill", "F"),
  does("view", "hide", "V"),
  does("view", "panoptic", ","),
  does("view", "traces", "T"),
  does("view", "imageText", "Shift+T"),
  does("review", "difference", "Y"),
  does("view", "uncertainty", "U"),
  does("view", "library", "J"),
  does("view", "layout", "L"),
  does("view", "panel", "Shift+P"),
  does("view", "fit", "R"),
  does("view", "preferences", "Ctrl+,"),
  does("view", "all", "?"),
];

/** Modifiers held while drawing, and mouse and touch gestures. */
export const pointerKeys: readonly {
  readonly keys: string;
  readonly text: PlainTextKey;
  readonly group: KeyGroup;
}[] = [
  { keys: "Shift", text: "keys.eraseSegment", group: "draw" },
  { keys: "Alt", text: "keys.eraseAll", group: "draw" },
  { keys: "Alt+Left", text: "keys.takeAway", group: "draw" },
  { keys: "Left", text: "keys.useTool", group: "mouse" },
  { keys: "Right", text: "keys.zoom", group: "mouse" },
  { keys: "Middle", text: "keys.pan", group: "mouse" },
  { keys: "Wheel", text: "keys.scroll", group: "mouse" },
  { keys: "Ctrl+Wheel", text: "keys.zoomAtPointer", group: "mouse" },
  { keys: "Shift+Wheel", text: "keys.brushSize", group: "mouse" },
  { keys: "Finger", text: "keys.finger", group: "touch" },
  { keys: "Fingers", text: "keys.fingers", group: "touch" },
];
