/** What the menus have in common: popovers whose entries are gone through with the arrow keys, and that Escape closes. */

/** The menu that was last used by keys: its button gets the focus back when it closes, that of one used by mouse does not. */
let usedByKeys: HTMLElement | undefined;

/** The first entry of a menu that opens takes the focus, or the one that is checked. For `toggle` events of a popover. */
export function menuToggled({ newState, target }: ToggleEvent): void {
  const menu = target as HTMLElement;
  if (newState === "open") {
    usedByKeys = undefined;
    (
      menu.querySelector<HTMLElement>('[role="menuitemradio"][aria-checked="true"]') ?? entriesOf(menu)[0]
    )?.focus();
  } else if (usedByKeys === menu) {
    usedByKeys = undefined;
    buttonOf(menu)?.focus();
  }
}

/** Arrow keys, Home and End go through the entries. For `keydown` events of a menu. */
export function keyInMenu(event: KeyboardEvent): void {
  const menu = event.currentTarget as HTMLElement;
  usedByKeys = menu;
  if (event.key === "Escape") {
    // At once: the next key may come before the browser tells that the menu is closed.
    event.preventDefault();
    event.stopPropagation();
    menu.hidePopover();
    buttonOf(menu)?.focus();
    return;
  }
  const entries = entriesOf(menu);
  const at = entries.indexOf(event.composedPath()[0] as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + entries.length, Home: 0, End: entries.length - 1 }[
    event.key
  ];
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  entries[to % entries.length]?.focus();
}

function buttonOf(menu: HTMLElement): HTMLElement | null {
  return (menu.getRootNode() as ParentNode).querySelector<HTMLElement>(`[popovertarget="${menu.id}"]`);
}

function entriesOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)')];
}
