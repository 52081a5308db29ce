import type { Preferences } from "../controller/index.ts";
import { AutosegError } from "../errors.ts";
import { keyText, withKey } from "../texts/index.ts";
import { isCombination, type KeyCombination, KeyMap } from "../ui/index.ts";
import { keyActions } from "./key-actions.ts";

const defaults = Object.fromEntries(keyActions.map(({ action, keys }) => [action, keys]));

/** The shortcuts in use: those chosen in the preferences, else the defaults. */
export class UserKeys {
  readonly #preferences: () => Preferences["keys"];
  #chosen: Preferences["keys"] | undefined;
  #map = new KeyMap(defaults, {});

  constructor(preferences: () => Preferences["keys"]) {
    this.#preferences = preferences;
  }

  get map(): KeyMap {
    const chosen = this.#preferences();
    if (chosen !== this.#chosen) {
      this.#chosen = chosen;
      this.#map = new KeyMap(defaults, chosen);
    }
    return this.#map;
  }

  /** The first key of an action; undefined if it has none. */
  keyOf(action: string): KeyCombination | undefined {
    return this.map.keysOf(action)[0];
  }

  /** A title with the shortcut of its action, if there is one. */
  title(title: string, action: string): string {
    const key = this.keyOf(action);
    return key === undefined ? title : withKey(title, key);
  }

  /** The key as printed on the keyboard, or a dash. */
  text(action: string): string {
    const key = this.keyOf(action);
    return key === undefined ? "–" : keyText(key);
  }
}

/**
 * Checks the shortcuts in a preferences file.
 * @throws AutosegError `invalid-preferences` for an unknown action or one with fixed keys, for text that is not a key, and for
 * a key shared by two actions.
 */
export function checkKeys({ keys: chosen }: Preferences): void {
  for (const [action, keys] of Object.entries(chosen)) {
    const known = keyActions.find((one) => one.action === action);
    if (!known || known.isFixed)
      throw invalid(action, keyActions.filter(({ isFixed }) => !isFixed)[0]!.action, action);
    const wrong = keys.find((key) => !isCombination(key));
    if (wrong !== undefined) throw invalid(action, "Shift+K", wrong);
  }
  const [collision] = new KeyMap(defaults, chosen).collisions;
  if (!collision) return;
  const { key, actions } = collision;
  throw new AutosegError(
    "invalid-preferences",
    `The preferences cannot be used: ${actions.join(" and ")} have the same key, ${key}. Nothing was changed. Correct the file, or export it again.`,
    { path: `keys.${actions.at(-1)}` },
  );
}

function invalid(action: string, expected: string, found: string): AutosegError<"invalid-preferences"> {
  const path = `keys.${action}`;
  return new AutosegError(
    "invalid-preferences",
    `The preferences cannot be used: at ${path}, ${expected} was expected, but ${found} was found. Nothing was changed. Correct the file, or export it again.`,
    { path },
  );
}
