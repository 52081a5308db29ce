import type { Memory } from "../controller/index.ts";

/** The browser's local storage. If the browser blocks it, nothing is remembered. */
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
      // Storage is blocked or full: nothing is remembered.
    }
  },
};
