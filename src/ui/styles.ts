import { css } from "lit";
import { themeSizes } from "./theme.ts";

/** Styles of buttons, fields and text shared by all components; colours are custom properties of the page, or of the panel. */
export const shared = css`
  :host {
    ${themeSizes}
    box-sizing: border-box;
    color: var(--text);
    font-variant-numeric: tabular-nums;
  }
  *,
  *::before,
  *::after {
    box-sizing: inherit;
  }
  button,
  select,
  input {
    font: inherit;
    color: inherit;
  }
  button {
    border: 0;
    border-radius: var(--radius);
    background: none;
    padding: 0 calc(10 * var(--unit));
    height: var(--control);
    cursor: pointer;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(7 * var(--unit));
    white-space: nowrap;
  }
  button:hover:not(:disabled) {
    background: var(--raised);
  }
  button:disabled {
    color: var(--faint);
    cursor: default;
  }
  button.icon {
    width: calc(34 * var(--unit));
    height: calc(34 * var(--unit));
    padding: 0;
  }
  button.primary {
    background: var(--accent);
    color: var(--on-accent);
    font-weight: var(--font-weight-strong);
    padding: 0 calc(14 * var(--unit));
  }
  button.primary:hover:not(:disabled) {
    background: var(--accent-bright);
  }
  button.primary:disabled {
    background: var(--raised);
    color: var(--faint);
  }
  button[aria-pressed="true"] {
    background: var(--selected);
    color: var(--accent-bright);
  }
  :focus-visible {
    outline: calc(2 * var(--line-width)) solid var(--accent);
    outline-offset: var(--line-width);
  }
  svg {
    width: var(--icon);
    height: var(--icon);
    stroke-width: 1.75;
    flex: none;
  }
  select {
    height: var(--control);
    border: 0;
    border-radius: var(--radius);
    background: var(--raised);
    padding: 0 calc(6 * var(--unit));
    max-width: calc(220 * var(--unit));
    text-overflow: ellipsis;
    cursor: pointer;
  }
  option {
    background: var(--surface);
  }
  .quiet {
    color: var(--muted);
  }
`;

/** Styles of menus: a popover below its button, which its `position-anchor` names. */
export const menuStyles = css`
  .menu {
    position: fixed;
    inset: auto;
    top: anchor(bottom);
    left: anchor(left);
    position-try-fallbacks: flip-inline;
    width: max-content;
    max-width: calc(100vw - 16 * var(--unit));
    max-height: 80vh;
    overflow: auto;
    margin: calc(4 * var(--unit)) 0;
    padding: calc(6 * var(--unit));
    border: var(--line-width) solid var(--line-strong);
    border-radius: calc(1.5 * var(--radius));
    background: var(--surface);
    color: var(--text);
    font-size: var(--font-size);
  }
  /* One below the other: as wide as the longest, not as all of them beside each other. */
  .menu [role^="menuitem"] {
    display: flex;
    width: 100%;
    justify-content: flex-start;
    text-align: left;
  }
`;

/** Styles shared by the panels of the right column. */
export const panelStyles = css`
  :host {
    display: block;
    padding: 0 calc(16 * var(--unit));
    font-size: var(--font-size);
  }
  h2 {
    margin: calc(16 * var(--unit)) 0 calc(8 * var(--unit));
    font-size: var(--font-size-small);
    font-weight: var(--font-weight-strong);
    color: var(--muted);
  }
  summary {
    cursor: pointer;
    padding: calc(8 * var(--unit)) 0;
    font-size: var(--font-size-small);
    font-weight: var(--font-weight-strong);
    color: var(--muted);
  }
  p {
    margin: 0;
    line-height: 1.45;
  }
  input[type="number"] {
    height: calc(26 * var(--unit));
    padding: 0 calc(6 * var(--unit));
    border: 0;
    border-radius: var(--radius);
    background: var(--raised);
    text-align: right;
  }
  .buttons {
    display: flex;
    justify-content: flex-end;
    gap: calc(8 * var(--unit));
    margin-bottom: calc(10 * var(--unit));
  }
`;
