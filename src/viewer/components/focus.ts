/** Who uses the mouse types keys of the viewer: parts that were clicked do not keep the focus. */
export function giveFocusBack(window: Window, signal: AbortSignal): void {
  window.addEventListener("click", releaseFocus, { signal });
  // Not at `change`, which ends at the part's own root.
  window.addEventListener("input", (event) => !isSlider(event.composedPath()[0]) && releaseChosen(event), {
    signal,
  });
  window.addEventListener("pointerup", releaseChosen, { signal });
  window.addEventListener("pointerdown", notePointer, { signal, capture: true });
  window.addEventListener("keydown", noteKey, { signal, capture: true });
}

/** What has the focus, in whatever shadow it is. */
export function focusedWithin(root: DocumentOrShadowRoot): HTMLElement | null {
  const focused = root.activeElement as HTMLElement | null;
  return focused?.shadowRoot?.activeElement ? focusedWithin(focused.shadowRoot) : focused;
}

let isByPointer = false;

function notePointer(): void {
  isByPointer = true;
}

function noteKey({ key }: KeyboardEvent): void {
  if (key === "Tab") isByPointer = false;
}

/** A button that was clicked with the mouse gives the focus back: the next key is the viewer's, not the button's. */
function releaseFocus(event: MouseEvent): void {
  const button = event.composedPath().find((target) => target instanceof HTMLButtonElement);
  if (event.detail > 0 && button && !button.matches("[popovertarget], [data-awaits-key]")) button.blur();
}

/**
 * So do a list that was chosen from and a slider that was let go of with the mouse: the next letter is a key, not a choice in
 * the list. Who works by the keyboard alone stays there.
 */
function releaseChosen(event: Event): void {
  const [origin] = event.composedPath();
  if (origin instanceof HTMLSelectElement ? event.type === "input" && isByPointer : isSlider(origin))
    (origin as HTMLElement).blur();
}

function isSlider(origin: EventTarget | undefined): boolean {
  return origin instanceof HTMLInputElement && origin.type === "range";
}
