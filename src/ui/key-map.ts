import type { KeyCombination } from "./key-combination.ts";

/** Actions with the keys that they have at first. */
export type DefaultKeys = Readonly<Record<string, readonly KeyCombination[]>>;

/** Keys that a person chose, by action; none for an action that is to have no key. */
export type ChosenKeys = Readonly<Record<string, readonly KeyCombination[]>>;

/** Which keys do what: those that a person chose, and for all other actions those that they have at first. */
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

  /** The action of a key. A key that no action has with Shift does what it does without. */
  actionOf(combination: KeyCombination): string | undefined {
    const exact = [...this.#keys].find(([, keys]) => keys.includes(combination))?.[0];
    const plain = combination.replace("Shift+", "");
    return exact ?? (plain === combination || plain.includes("Ctrl+") ? undefined : this.actionOf(plain));
  }

  /** Keys that two actions have. */
  get collisions(): readonly { readonly key: KeyCombination; readonly actions: readonly string[] }[] {
    const all = new Set([...this.#keys.values()].flat());
    return [...all].flatMap((key) => {
      const actions = [...this.#keys].filter(([, keys]) => keys.includes(key)).map(([action]) => action);
      return actions.length > 1 ? [{ key, actions }] : [];
    });
  }

  /** The choice after a key was given to an action, and taken from the one that had it. */
  withKey(action: string, key: KeyCombination): ChosenKeys {
    const changed = [...this.#keys].map(([other, keys]): [string, readonly KeyCombination[]] =>
      other === action ? [other, [key]] : [other, keys.filter((one) => one !== key)],
    );
    return this.#onlyChanged(changed);
  }

  /** The choice after an action has its first keys again, where no other has them now. */
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
