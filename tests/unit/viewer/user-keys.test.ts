import { describe, expect, test } from "vitest";
import { isAutosegError } from "../../../src/errors.ts";
import { isCombination, KeyMap } from "../../../src/ui/index.ts";
import { keyActions } from "../../../src/viewer/key-actions.ts";
import { keyBindings } from "../../../src/viewer/key-bindings.ts";
import { checkScreen } from "../../../src/viewer/screen-preferences.ts";
import { checkKeys, UserKeys } from "../../../src/viewer/user-keys.ts";

const noPreferences = {
  tools: {},
  operations: {},
  screen: {},
  keys: {},
  windows: [],
  segmentPresets: [],
  colors: {},
};

describe("the keys at first", () => {
  const defaults = Object.fromEntries(keyActions.map(({ action, keys }) => [action, keys]));

  test("are each of one action only", () => expect(new KeyMap(defaults, {}).collisions).toEqual([]));

  test("do something, every one of them", () => {
    expect(new Set(keyActions.map(({ action }) => action))).toEqual(new Set(Object.keys(keyBindings)));
    expect(keyActions.length).toBe(Object.keys(defaults).length);
  });

  test("can be chosen again", () => {
    for (const { keys, isFixed } of keyActions)
      if (!isFixed) expect(keys.filter((key) => !isCombination(key))).toEqual([]);
  });
});

test("titles have the key that is in force, and none where there is none", () => {
  let chosen: Record<string, string[]> = {};
  const keys = new UserKeys(() => chosen);
  expect(keys.title("Brush", "tools.brush")).toBe("Brush (B)");
  chosen = { "tools.brush": ["Alt+N"], undo: [] };
  expect(keys.title("Brush", "tools.brush")).toBe("Brush (Alt+N)");
  expect(keys.title("Undo", "undo")).toBe("Undo");
  expect([keys.map.actionOf("Alt+N"), keys.map.actionOf("B"), keys.text("undo")]).toEqual([
    "tools.brush",
    undefined,
    "–",
  ]);
});

describe("preferences of another program are refused with the place:", () => {
  test.each([
    ["an action there is not", { keys: { "tools.hammer": ["Z"] } }, "keys.tools.hammer"],
    ["a key that is fixed", { keys: { cancel: ["Q"] } }, "keys.cancel"],
    ["no key", { keys: { undo: ["Ctrl+Banana"] } }, "keys.undo"],
    ["a key of the browser", { keys: { undo: ["Ctrl+W"] } }, "keys.undo"],
    ["a key of two actions", { keys: { fit: ["L"] } }, "keys.fit"],
    ["a layout there is not", { screen: { layout: "twelve" } }, "screen.layout"],
    ["a theme there is not", { screen: { theme: "pink" } }, "screen.theme"],
    ["what no screen has", { screen: { toString: "x" } }, "screen.toString"],
  ])("%s", (_, change, path) => {
    const preferences = { ...noPreferences, ...change } as unknown as Parameters<typeof checkKeys>[0];
    const check = () => {
      checkScreen(preferences);
      checkKeys(preferences);
    };
    let error: unknown;
    try {
      check();
    } catch (thrown) {
      error = thrown;
    }
    expect(isAutosegError(error, "invalid-preferences") && error.details).toEqual({ path });
  });

  test("what fits is not", () => {
    const fits = {
      ...noPreferences,
      keys: { fit: ["Alt+Shift+J"], layout: [] },
      screen: { layout: "single", theme: "light" },
    };
    checkScreen(fits);
    checkKeys(fits);
  });
});
