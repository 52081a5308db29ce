/**
 * A component of the host's React that is one `div`, handed to `place` while it is on screen. The plugin brings no React: two
 * would not share hooks or contexts.
 */
export function createPanelComponent(place: (element: HTMLElement | undefined) => void): () => unknown {
  // The same function every time: React calls a ref again when it is another one.
  const ref = (element: HTMLElement | null): void => place(element ?? undefined);
  return () => createElement("div", { style, ref });
}

/** In OHIF's own colours; the fallbacks are those of its dark theme. */
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
 * An element for the host's React: by React itself where OHIF shares it with plugins (`window.react`, for UMD), else in the
 * form that React 16 to 18 give it. Every released OHIF 3 has React 18.
 */
const createElement: CreateElement = (type, props) => {
  const { react } = globalThis as { react?: { createElement?: CreateElement } };
  if (react?.createElement) return react.createElement(type, props);
  const { ref, ...rest } = props;
  return { $$typeof: Symbol.for("react.element"), type, key: null, ref, props: rest, _owner: null };
};
