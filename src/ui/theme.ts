import { css } from "lit";

/**
 * The panel's theme: what an application may set on the panel or any ancestor as `--autoseg-NAME`. No component has a colour, a
 * size or a font of its own.
 */

/** Colours. Setting the first seven is enough for most themes; the others are mixed from them. */
export const themeColors = css`
  --surface: var(--autoseg-surface, #121416);
  --text: var(--autoseg-text, #e6e8ea);
  --accent: var(--autoseg-accent, #5fa8f0);
  --warning: var(--autoseg-warning, #d9b44a);
  --error: var(--autoseg-error, #f0706a);
  --good: var(--autoseg-good, #7cc795);
  --shade: var(--autoseg-shade, rgb(0 0 0 / 0.6));
  --raised: var(--autoseg-raised, color-mix(in srgb, var(--text) 8%, var(--surface)));
  --selected: var(--autoseg-selected, color-mix(in srgb, var(--accent) 18%, var(--surface)));
  --line: var(--autoseg-line, color-mix(in srgb, var(--text) 10%, var(--surface)));
  --line-strong: var(--autoseg-line-strong, color-mix(in srgb, var(--text) 24%, var(--surface)));
  --muted: var(--autoseg-muted, color-mix(in srgb, var(--text) 70%, var(--surface)));
  --faint: var(--autoseg-faint, color-mix(in srgb, var(--text) 52%, var(--surface)));
  --accent-bright: var(--autoseg-accent-bright, color-mix(in srgb, var(--text) 40%, var(--accent)));
  --on-accent: var(--autoseg-on-accent, var(--surface));
`;

/** Fonts and sizes. Distances are multiples of the unit, which alone makes the panel denser or wider. */
export const themeSizes = css`
  --font: var(--autoseg-font, system-ui, sans-serif);
  --font-size: var(--autoseg-font-size, 13px);
  --font-size-small: var(--autoseg-font-size-small, 12px);
  --font-size-large: var(--autoseg-font-size-large, 14px);
  --font-size-title: var(--autoseg-font-size-title, 16px);
  --font-weight: var(--autoseg-font-weight, 400);
  --font-weight-strong: var(--autoseg-font-weight-strong, 600);
  --unit: var(--autoseg-unit, 1px);
  --control: var(--autoseg-control, calc(30 * var(--unit)));
  --icon: var(--autoseg-icon, calc(18 * var(--unit)));
  --radius: var(--autoseg-radius, 6px);
  --line-width: var(--autoseg-line-width, 1px);
`;
