import type { Memory } from "../controller/index.ts";

/** This browser's local storage. A browser that keeps nothing asks again on the next visit. */
export const browserMemory: Memory = {
  get(name) {
    try {
      return localStorage.getItem(name) ?? undefined;
    } catch {
      return undefined;
    }
  },
  set(name, value) {
    try {
      if (value === undefined) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch {
      // Nothing is kept.
    }
  },
};
