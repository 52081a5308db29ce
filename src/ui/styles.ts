import { css } from "lit";

/** Styles of buttons, fields and text shared by all components; colours are custom properties of the page. */
export const shared = css`
  :host {
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
    border-radius: 6px;
    background: none;
    padding: 0 10px;
    height: 30px;
    cursor: pointer;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 7px;
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
    width: 34px;
    height: 34px;
    padding: 0;
  }
  button.primary {
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
    padding: 0 14px;
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
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  svg {
    width: 18px;
    height: 18px;
    stroke-width: 1.75;
    flex: none;
  }
  select {
    height: 30px;
    border: 0;
    border-radius: 6px;
    background: var(--raised);
    padding: 0 6px;
    max-width: 220px;
    cursor: pointer;
  }
  option {
    background: var(--surface);
  }
  .quiet {
    color: var(--muted);
  }
`;

/** Styles shared by the panels of the right column. */
export const panelStyles = css`
  :host {
    display: block;
    padding: 0 16px;
    font-size: 13px;
  }
  h2 {
    margin: 16px 0 8px;
    font-size: 12px;
    font-weight: 600;
    color: var(--muted);
  }
  summary {
    cursor: pointer;
    padding: 8px 0;
    font-size: 12px;
    font-weight: 600;
    color: var(--muted);
  }
  p {
    margin: 0;
    line-height: 1.45;
  }
  input[type="number"] {
    height: 26px;
    padding: 0 6px;
    border: 0;
    border-radius: 5px;
    background: var(--raised);
    text-align: right;
  }
  .buttons {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    margin-bottom: 10px;
  }
`;
