/** An event with a list of listeners. */
export interface Signal<Value> {
  /** Calls `listener` with every value from now on; returns a function that unsubscribes it. */
  subscribe(listener: (value: Value) => unknown): () => void;
  emit(value: Value): void;
}

export function createSignal<Value = void>(): Signal<Value> {
  const listeners = new Set<(value: Value) => unknown>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    emit(value) {
      for (const listener of [...listeners]) listener(value);
    },
  };
}
