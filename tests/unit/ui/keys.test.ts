import { describe, expect, test } from "vitest";
import { isCombination, type KeyPress, toCombination } from "../../../src/ui/key-combination.ts";
import { KeyMap } from "../../../src/ui/key-map.ts";

const press = (key: string, code: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const altGr = { getModifierState: (name: string) => name === "AltGraph" } as Partial<KeyPress>;

describe("what was pressed", () => {
  test.each([
    ["a letter", press("b", "KeyB"), "B"],
    ["a letter with Caps Lock", press("B", "KeyB"), "B"],
    ["a letter with Shift", press("K", "KeyK", { shiftKey: true }), "Shift+K"],
    ["Ctrl", press("z", "KeyZ", { ctrlKey: true }), "Ctrl+Z"],
    ["Command", press("z", "KeyZ", { metaKey: true, shiftKey: true }), "Ctrl+Shift+Z"],
    ["z of a German keyboard, by what it types", press("z", "KeyY"), "Z"],
    ["Alt on a Mac, by its place", press("©", "KeyG", { altKey: true }), "Alt+G"],
    ["a Cyrillic letter, by its place", press("и", "KeyB"), "B"],
    ["a sign that needs Shift", press("?", "Slash", { shiftKey: true }), "?"],
    ["plus", press("+", "Equal", { shiftKey: true }), "+"],
    ["a bracket with AltGr on Windows", press("[", "Digit8", { ctrlKey: true, altKey: true, ...altGr }), "["],
    ["a bracket with AltGr on Linux", press("[", "Digit8", altGr), "["],
    ["the space bar", press(" ", "Space"), "Space"],
    ["an arrow with Shift", press("ArrowUp", "ArrowUp", { shiftKey: true }), "Shift+ArrowUp"],
    ["a function key", press("F2", "F2"), "F2"],
    ["a modifier alone", press("Shift", "ShiftLeft", { shiftKey: true }), undefined],
    ["a dead key", press("Dead", "Backquote"), undefined],
    ["Tab", press("Tab", "Tab"), undefined],
  ])("%s", (_, event, expected) => expect(toCombination(event)).toBe(expected));

  test.each(["B", "Shift+K", "Ctrl+Alt+Shift+F3", ",", "+", "Ctrl++", "Enter"])("%s can be chosen", (text) =>
    expect(isCombination(text)).toBe(true),
  );
  test.each(["", "b", "Shift", "Shift+Ctrl+B", "7", "F13", "Ctrl+W", "F5", "BB", "Tab", " "])(
    "%j cannot",
    (text) => expect(isCombination(text)).toBe(false),
  );
});

describe("a map of keys", () => {
  const defaults = { undo: ["Ctrl+Z", "Z"], brush: ["B"], eraser: ["E"], cut: ["Shift+K"], scissors: ["K"] };

  test("has the first keys where nothing was chosen, and none where that was", () => {
    const map = new KeyMap(defaults, { eraser: ["D"], brush: [] });
    expect(map.actionOf("Z")).toBe("undo");
    expect(map.actionOf("D")).toBe("eraser");
    expect(map.actionOf("E")).toBeUndefined();
    expect(map.actionOf("B")).toBeUndefined();
    expect(map.collisions).toEqual([]);
  });

  test("does with Shift what no action has of its own as without, but for Ctrl", () => {
    const map = new KeyMap(defaults, {});
    expect([map.actionOf("Shift+K"), map.actionOf("Shift+B"), map.actionOf("Ctrl+Shift+Z")]).toEqual([
      "cut",
      "brush",
      undefined,
    ]);
  });

  test("a key goes to one action and leaves the other", () => {
    const chosen = new KeyMap(defaults, {}).withKey("eraser", "B");
    expect(chosen).toEqual({ eraser: ["B"], brush: [] });
    expect(new KeyMap(defaults, chosen).collisions).toEqual([]);
  });

  test("gives the first keys back, but not those that another has now", () => {
    const chosen = new KeyMap(defaults, {}).withKey("eraser", "B");
    expect(new KeyMap(defaults, chosen).withDefault("brush")).toEqual({ eraser: ["B"], brush: [] });
    expect(new KeyMap(defaults, chosen).withDefault("eraser")).toEqual({ brush: [] });
    expect(new KeyMap(defaults, { brush: [] }).withDefault("brush")).toEqual({});
  });

  test("finds what two actions have", () => {
    expect(new KeyMap(defaults, { scissors: ["E"] }).collisions).toEqual([
      { key: "E", actions: ["eraser", "scissors"] },
    ]);
  });
});
