/**
 * A component for the host's React that renders one `div` and passes it to `place` while it is on screen. The plugin has no
 * React of its own, since two copies would not share hooks or contexts.
 */
export function createPanelComponent(place: (element: HTMLElement | undefined) => void): () => unknown {
  // The same function every time, since React calls a new ref again.
  const ref = (element: HTMLElement | null): void => place(element ?? undefined);
  return () => createElement("div", { style, ref });
}

/** In OHIF's own colours, with those of its dark theme as fallbacks. */
const style = {
  height: "100%",
  overflowY: "auto",
  background: "var(--autoseg-surface)",
  "--autoseg-surface": "hsl(var(--card, 234 64% 10%))",
  "--autoseg-text": "hsl(var(--foreground, 0 0% 98%))",
  "--autoseg-accent": "hsl(var(--primary, 214 98% 60%))",
  "--autoseg-font": "Inter,sans-serif",
};

type CreateElement = (type: string, props: Readonly<Record<string, unknown>>) => unknown;

/**
 * Creates an element for the host's React: with React itself if OHIF shares it with plugins (`window.react`, for UMD),
 * otherwise in the form of React 16 to 18. Every released OHIF 3 has React 18.
 */
const createElement: CreateElement = (type, props) => {
  const { react } = globalThis as { react?: { createElement?: CreateElement } };
  if (react?.createElement) return react.createElement(type, props);
  const { ref, ...rest } = props;
  return { $$typeof: Symbol.for("react.element"), type, key: null, ref, props: rest, _owner: null };
};
