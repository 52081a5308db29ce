import type { Page } from "playwright-core";

/**
 * Finds, by geometry, what a reader could not see or press on a page as it is now, a sentence each: text cut off without
 * "…" and a tooltip, words split over two lines, text over other text, and controls outside the page or covered. What can
 * be scrolled to is no fault. A dialog, a menu, a drawer or a sticky row is judged by itself, since it covers what is
 * below on purpose.
 */
export function findLayoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(findFaults);
}

/** Runs in the page. */
async function findFaults(): Promise<string[]> {
  interface Rect {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  }
  /** Rounding of lines and letters. */
  const tolerance = 1.5;
  // Two frames, so that recent changes are laid out.
  for (let n = 0; n < 2; n++) await new Promise((resolve) => requestAnimationFrame(resolve));

  const parentOf = (node: Node): Element | null => {
    const slot = node instanceof Element ? node.assignedSlot : null;
    const parent = slot ?? node.parentNode;
    return parent instanceof ShadowRoot ? parent.host : (parent as Element | null);
  };
  const ancestorsOf = (element: Element): Element[] => {
    const all: Element[] = [];
    for (let one: Element | null = element; one instanceof Element; one = parentOf(one)) all.push(one);
    return all;
  };
  const meet = (a: Rect, b: Rect): Rect => ({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
  const isNothing = ({ left, top, right, bottom }: Rect) =>
    right - left <= tolerance || bottom - top <= tolerance;
  const isWithin = (a: Rect, b: Rect) =>
    a.left >= b.left - tolerance &&
    a.top >= b.top - tolerance &&
    a.right <= b.right + tolerance &&
    a.bottom <= b.bottom + tolerance;

  const screen: Rect = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  const scrolls = (overflow: string) => overflow === "auto" || overflow === "scroll";
  /** Where an element is visible: now, and after scrolling everything. A scrolling element is visible if its container is. */
  const clipOf = (element: Element): { now: Rect; ever: Rect; isAbbreviated: boolean } => {
    let [now, ever, isAbbreviated] = [screen, { left: -1e6, top: -1e6, right: 1e6, bottom: 1e6 }, false];
    let [isFreeX, isFreeY] = [false, false];
    for (const one of ancestorsOf(element)) {
      const { overflowX, overflowY, position, textOverflow } = getComputedStyle(one);
      if (overflowX !== "visible" || overflowY !== "visible") {
        const box = one.getBoundingClientRect();
        now = meet(now, box);
        // A scrolling element can be reached as far as it scrolls; nothing is before its start.
        if (!isFreeX) {
          isFreeX = scrolls(overflowX);
          const left = box.left - one.scrollLeft;
          ever = meet(ever, { ...ever, left, right: isFreeX ? ever.right : box.right });
        }
        if (!isFreeY) {
          isFreeY = scrolls(overflowY);
          const top = box.top - one.scrollTop;
          ever = meet(ever, { ...ever, top, bottom: isFreeY ? ever.bottom : box.bottom });
        }
        isAbbreviated ||= textOverflow === "ellipsis" && !!one.closest("[title]");
      }
      // An element placed on the page itself is not clipped by its ancestors.
      if (one.matches("dialog, [popover]") || position === "fixed") break;
    }
    if (!isFreeX) ever = meet(ever, { ...ever, left: screen.left, right: screen.right });
    if (!isFreeY) ever = meet(ever, { ...ever, top: screen.top, bottom: screen.bottom });
    return { now, ever, isAbbreviated };
  };
  const layerOf = (element: Element): Element =>
    ancestorsOf(element).find(
      (one) =>
        one.matches("dialog, [popover]") || ["fixed", "sticky"].includes(getComputedStyle(one).position),
    ) ?? document.body;
  const nameOf = (element: Element): string => {
    const { ariaLabel, textContent, localName } = element as HTMLElement;
    const host = (element.getRootNode() as ShadowRoot).host?.localName ?? "page";
    const name = (ariaLabel ?? textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `${host} ${localName} "${name}"`;
  };

  const elements: Element[] = [];
  const walk = (root: ParentNode): void => {
    for (const element of root.querySelectorAll("*")) {
      elements.push(element);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  const modal = elements.findLast((element) => element.matches("dialog:modal"));
  const shown = elements.filter(
    (element) =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      (!modal || ancestorsOf(element).includes(modal)),
  );

  /** Whether the letters of one word are on two lines. */
  const breaksWord = (text: Text): boolean =>
    [...text.data.matchAll(/[\p{L}\p{N}]{2,}/gu)].some(({ 0: word, index }) => {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const [first, ...others] = range.getClientRects();
      return others.some(({ top }) => Math.abs(top - first!.top) > tolerance);
    });

  const faults = new Set<string>();
  const texts: { rect: Rect; element: Element; layer: Element }[] = [];
  for (const element of shown) {
    if (element.matches("option, optgroup, style, script, title")) continue;
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.textContent!.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      if (breaksWord(node as Text)) faults.add(`broken word: ${nameOf(element)}`);
      const { now, ever, isAbbreviated } = clipOf(element);
      for (const rect of range.getClientRects()) {
        if (isNothing(rect)) continue;
        if (!isWithin(rect, ever) && !isAbbreviated) faults.add(`cut: ${nameOf(element)}`);
        const seen = meet(rect, now);
        // Lines of text are closer together than their boxes are high.
        const lines = { ...seen, top: seen.top + 2, bottom: seen.bottom - 2 };
        if (!isNothing(lines)) texts.push({ rect: lines, element, layer: layerOf(element) });
      }
    }
  }
  for (const [n, one] of texts.entries())
    for (const other of texts.slice(n + 1))
      if (
        one.element !== other.element &&
        one.layer === other.layer &&
        !isNothing(meet(one.rect, other.rect))
      )
        faults.add(`overlap: ${nameOf(one.element)} and ${nameOf(other.element)}`);

  /** The element at a position, in whatever shadow root. */
  const elementAt = (x: number, y: number): Element | null => {
    let found = document.elementFromPoint(x, y);
    for (let inner = found; inner; ) {
      inner = found!.shadowRoot?.elementFromPoint(x, y) ?? null;
      if (inner === found) break;
      found = inner ?? found;
    }
    return found;
  };
  const controls = shown.filter((element) =>
    element.matches("button, select, input:not([type=file]), summary, a[href], textarea, [role=slider]"),
  );
  for (const control of controls) {
    const box = control.getBoundingClientRect();
    const { now, ever } = clipOf(control);
    if (isNothing(box)) continue;
    if (!isWithin(box, ever)) faults.add(`outside: ${nameOf(control)}`);
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    // Half of it is scrolled out of view.
    if (isNothing(meet({ left: x - 2, right: x + 2, top: y - 2, bottom: y + 2 }, now))) continue;
    const found = elementAt(x, y);
    if (!found || ancestorsOf(found).includes(control) || ancestorsOf(control).includes(found)) continue;
    if (layerOf(found) !== layerOf(control)) continue;
    faults.add(`covered: ${nameOf(control)} by ${nameOf(found)}`);
  }
  for (const element of shown) {
    const { overflowX } = getComputedStyle(element);
    if ((overflowX === "auto" || overflowX === "scroll") && element.scrollWidth > element.clientWidth + 1)
      faults.add(`scrolls sideways: ${nameOf(element)}`);
  }
  return [...faults];
}
