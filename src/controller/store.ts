import { createSignal } from "../editing/index.ts";

/** An immutable value that can be replaced and observed. */
export interface Store<State> {
  readonly state: State;
  update(change: Partial<State>): void;
  subscribe(listener: () => unknown): () => void;
}

export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial;
  const changed = createSignal();
  return {
    get state() {
      return state;
    },
    update(change) {
      state = { ...state, ...change };
      changed.emit();
    },
    subscribe: changed.subscribe,
  };
}
