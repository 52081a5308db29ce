/** Themes, each a block of custom properties in viewer.css. Images are always on black. */
export const themes = ["dark", "light", "contrast"] as const;
export type Theme = (typeof themes)[number];

const wantsContrast = "(prefers-contrast:more)";

/** Applies a theme; undefined follows the system: high contrast if it asks for it, else dark. */
export function showTheme(theme: Theme | undefined): void {
  const { dataset } = document.documentElement;
  dataset.theme = theme ?? (matchMedia(wantsContrast).matches ? "contrast" : "dark");
}
