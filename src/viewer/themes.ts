/** The colours of the page, each a block of custom properties in viewer.css. Images always stand on black. */
export const themes = ["dark", "light", "contrast"] as const;
export type Theme = (typeof themes)[number];

const wantsContrast = "(prefers-contrast:more)";

/** Puts a theme on the page; undefined is what the system asks for: high contrast, or else dark. */
export function showTheme(theme: Theme | undefined): void {
  const { dataset } = document.documentElement;
  dataset.theme = theme ?? (matchMedia(wantsContrast).matches ? "contrast" : "dark");
}
