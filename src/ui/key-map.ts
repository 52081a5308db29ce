import type { KeyCombination } from "./key-combination.ts";

/** Default shortcuts, by action. */
export type DefaultKeys = Readonly<Record<string, readonly KeyCombination[]>>;

/** Shortcuts chosen by the user, by action; an empty list for no shortcut. */
export type ChosenKeys = Readonly<Record<string, readonly KeyCombination[]>>;

/** The shortcuts in use: the user's, and the defaults for all other actions. */
export class KeyMap {
  readonly #keys: ReadonlyMap<string, readonly KeyCombination[]>;
  readonly #defaults: DefaultKeys;

  constructor(defaults: DefaultKeys, chosen: ChosenKeys) {
    this.#defaults = defaults;
    this.#keys = new Map(
      Object.entries(defaults).map(([action, keys]) => [
        action,
        Object.hasOwn(chosen, action) ? chosen[action]! : keys,
      ]),
    );
  }

  keysOf(action: string): readonly KeyCombination[] {
    return this.#keys.get(action) ?? [];
  }

  /** The action of a combination. One with Shift that has no action of its own does the same as without. */
  actionOf(combination: KeyCombination): string | undefined {
    const exact = [...this.#keys].find(([, keys]) => keys.includes(combination))?.[0];
    const plain = combination.replace("Shift+", "");
    return exact ?? (plain === combination || plain.includes("Ctrl+") ? undefined : this.actionOf(plain));
  }

  /** Keys assigned to more than one action. */
  get collisions(): readonly { readonly key: KeyCombination; readonly actions: readonly string[] }[] {
    const all = new Set([...this.#keys.values()].flat());
    return [...all].flatMap((key) => {
      const actions = [...this.#keys].filter(([, keys]) => keys.includes(key)).map(([action]) => action);
      return actions.length > 1 ? [{ key, actions }] : [];
    });
  }

  /** The user's shortcuts after assigning a key to an action, and removing it from any other. */
  withKey(action: string, key: KeyCombination): ChosenKeys {
    const changed = [...this.#keys].map(([other, keys]): [string, readonly KeyCombination[]] =>
      other === action ? [other, [key]] : [other, keys.filter((one) => one !== key)],
    );
    return this.#onlyChanged(changed);
  }

  /** The user's shortcuts after resetting an action to its defaults, except those that another action uses now. */
  withDefault(action: string): ChosenKeys {
    const others = new Set([...this.#keys].flatMap(([other, keys]) => (other === action ? [] : keys)));
    return this.#onlyChanged(
      [...this.#keys].map(([other, keys]) =>
        other === action ? [other, this.#defaults[other]!.filter((key) => !others.has(key))] : [other, keys],
      ),
    );
  }

  #onlyChanged(keys: readonly (readonly [string, readonly KeyCombination[]])[]): ChosenKeys {
    return Object.fromEntries(
      keys.filter(([action, own]) => own.join(" ") !== this.#defaults[action]!.join(" ")),
    );
  }
}
