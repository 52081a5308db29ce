import { css } from "lit";

/** Styles of the options of a run. */
export const runOptionsStyles = css`
  :host {
    flex: none;
  }
  button[popovertarget] {
    anchor-name: --run-options;
  }
  .menu {
    position-anchor: --run-options;
    width: calc(300 * var(--unit));
    padding: calc(12 * var(--unit));
  }
  h2 {
    margin: calc(12 * var(--unit)) 0 calc(4 * var(--unit));
    font-size: var(--font-size-small);
    font-weight: var(--font-weight-strong);
    color: var(--muted);
  }
  h2:first-child {
    margin-top: 0;
  }
  .row {
    display: flex;
    align-items: center;
    gap: calc(4 * var(--unit));
  }
  .row > button {
    background: var(--raised);
  }
  .row > span {
    width: calc(80 * var(--unit));
  }
  .series {
    flex: 1;
    min-width: 0;
  }
  .series > span {
    flex: none;
    width: calc(80 * var(--unit));
    overflow-wrap: anywhere;
  }
  .series > select {
    flex: 1;
    min-width: 0;
  }
  summary {
    cursor: pointer;
    padding: calc(6 * var(--unit)) 0;
    font-size: var(--font-size-small);
    color: var(--muted);
  }
  input[type="number"] {
    width: calc(72 * var(--unit));
    height: calc(26 * var(--unit));
    border: 0;
    border-radius: var(--radius);
    background: var(--raised);
    text-align: right;
  }
  input[type="search"] {
    flex: 1;
    min-width: 0;
    height: var(--control);
    padding: 0 calc(8 * var(--unit));
    border: 0;
    border-radius: var(--radius);
    background: var(--raised);
  }
  ul {
    max-height: 40vh;
    margin: calc(6 * var(--unit)) 0;
    padding: 0;
    overflow: auto;
    list-style: none;
  }
  label {
    display: flex;
    align-items: center;
    gap: calc(8 * var(--unit));
    min-height: calc(26 * var(--unit));
    cursor: pointer;
  }
  .swatch {
    flex: none;
    width: calc(10 * var(--unit));
    height: calc(10 * var(--unit));
    border-radius: 50%;
  }
  input[type="checkbox"] {
    margin: 0;
    accent-color: var(--accent);
  }
  p {
    margin: 0 0 calc(4 * var(--unit));
    line-height: 1.45;
    overflow-wrap: anywhere;
  }
`;
