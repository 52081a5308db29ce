/** Shared behaviour of menus: popovers that are navigated with the arrow keys and closed with Escape. */

/**
 * The menu in which keys were used: when it closes, the focus returns to its button. After use of the mouse it does not.
 */
let usedByKeys: HTMLElement | undefined;

/** Focuses the checked entry, or the first, when a menu opens. For `toggle` events of a popover. */
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

/** Arrow keys, Home and End move through the entries. For `keydown` events of a menu. */
export function keyInMenu(event: KeyboardEvent): void {
  const menu = event.currentTarget as HTMLElement;
  usedByKeys = menu;
  if (event.key === "Escape") {
    // At once, since the next key may come before the browser reports that the menu has closed.
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
