/** Gives the focus back after using the mouse, so that the next key is a shortcut rather than input to what was clicked. */
export function giveFocusBack(window: Window, signal: AbortSignal): void {
  window.addEventListener("click", releaseFocus, { signal });
  // `input` instead of `change`, since `change` does not leave the shadow root.
  window.addEventListener("input", (event) => !isSlider(event.composedPath()[0]) && releaseChosen(event), {
    signal,
  });
  window.addEventListener("pointerup", releaseChosen, { signal });
  window.addEventListener("pointerdown", notePointer, { signal, capture: true });
  window.addEventListener("keydown", noteKey, { signal, capture: true });
}

/** The focused element, in whatever shadow root it is. */
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

/** A button or a section clicked with the mouse gives the focus back: the next key, Enter too, is a shortcut. */
function releaseFocus(event: MouseEvent): void {
  const clicked = event
    .composedPath()
    .find(
      (target): target is HTMLElement =>
        target instanceof HTMLElement && ["button", "summary"].includes(target.localName),
    );
  if (event.detail > 0 && clicked && !clicked.matches("[popovertarget], [data-awaits-key]")) clicked.blur();
}

/**
 * So do a list after a choice, and a slider released by the mouse: the next letter is a shortcut, not a choice in the list.
 * With the keyboard alone, the focus stays.
 */
function releaseChosen(event: Event): void {
  const [origin] = event.composedPath();
  if (origin instanceof HTMLSelectElement ? event.type === "input" && isByPointer : isSlider(origin))
    (origin as HTMLElement).blur();
}

function isSlider(origin: EventTarget | undefined): boolean {
  return origin instanceof HTMLInputElement && origin.type === "range";
}
