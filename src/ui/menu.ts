/** What the menus have in common: popovers whose entries are gone through with the arrow keys, and that Escape closes. */

/** A menu was opened: its first entry, or the one that is checked, takes the focus. For `toggle` events of a popover. */
export function focusEntry({ newState, target }: ToggleEvent): void {
  if (newState !== "open") return;
  const menu = target as HTMLElement;
  (
    menu.querySelector<HTMLElement>('[aria-checked="true"][role="menuitemradio"]') ?? entriesOf(menu)[0]
  )?.focus();
}

/** Arrow keys, Home and End go through the entries. For `keydown` events of a menu. */
export function moveInMenu(event: KeyboardEvent): void {
  const entries = entriesOf(event.currentTarget as HTMLElement);
  const at = entries.indexOf(event.composedPath()[0] as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + entries.length, Home: 0, End: entries.length - 1 }[
    event.key
  ];
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  entries[to % entries.length]?.focus();
}

function entriesOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)')];
}
