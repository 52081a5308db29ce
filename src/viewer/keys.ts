import { toCombination } from "../ui/index.ts";
import { keyBindings } from "./key-bindings.ts";
import type { Viewer } from "./viewer.ts";

/** Handles keys for as long as the page lives; keys typed into a field or a dialog are left to it. */
export function listenToKeys(viewer: Viewer, target: HTMLElement | Window): () => void {
  const stop = new AbortController();
  const listen = (name: "keydown" | "keyup", listener: (event: KeyboardEvent) => void): void =>
    target.addEventListener(name, listener as EventListener, { signal: stop.signal });
  /** Actions of keys held down, by the key's position. */
  const held = new Map<string, string>();
  listen("keydown", (event) => {
    if (isModifier(event)) viewer.workspace.tools?.refresh(event);
    const { question, dialog, segmentDialog } = viewer.state;
    if (question || dialog || segmentDialog !== undefined || isTaken(event)) return;
    const combination = toCombination(event);
    const action = combination && viewer.workspace.keys.map.actionOf(combination);
    const binding = action === undefined ? undefined : keyBindings[action];
    if (action === undefined || !binding) return;
    // The browser's default for Escape stays: it closes an open menu, wherever the focus is.
    if (event.key !== "Escape") event.preventDefault();
    if (event.repeat && binding.release) return;
    if (binding.release) held.set(event.code, action);
    binding.press(viewer, event);
  });
  listen("keyup", (event) => {
    if (isModifier(event)) viewer.workspace.tools?.refresh(event);
    const action = held.get(event.code);
    held.delete(event.code);
    if (action !== undefined) keyBindings[action]?.release?.(viewer);
  });
  return () => stop.abort();
}

function isModifier({ key }: KeyboardEvent): boolean {
  return key === "Shift" || key === "Alt";
}

/** Whether the key belongs to the focused element or to an open menu. */
function isTaken(event: KeyboardEvent): boolean {
  return isTyping(event) || closesMenu(event) || pressesButton(event);
}

/** A focused button takes Enter and Space for itself. */
function pressesButton(event: KeyboardEvent): boolean {
  const [origin] = event.composedPath();
  return (
    (event.key === "Enter" || event.key === " ") &&
    origin instanceof HTMLElement &&
    origin.matches("button, summary")
  );
}

/** Escape in an open menu closes it, which the browser does, and nothing else. */
function closesMenu(event: KeyboardEvent): boolean {
  return (
    event.key === "Escape" &&
    event.composedPath().some((target) => target instanceof HTMLElement && target.matches(":popover-open"))
  );
}

function isTyping(event: KeyboardEvent): boolean {
  const [origin] = event.composedPath();
  if (!(origin instanceof HTMLElement)) return false;
  if (origin instanceof HTMLSelectElement) return !event.ctrlKey && !event.metaKey;
  if (origin instanceof HTMLInputElement && origin.type === "checkbox") return event.key === " ";
  if (origin instanceof HTMLInputElement)
    return origin.type !== "range" || event.key.startsWith("Arrow") || event.key.startsWith("Page");
  return (
    origin.getAttribute("role") === "slider" &&
    (event.key.startsWith("Arrow") || event.key.startsWith("Page"))
  );
}
