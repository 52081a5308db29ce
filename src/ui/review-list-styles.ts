import { css } from "lit";

/** Styles of the review list. */
export const reviewListStyles = css`
  :host {
    container-type: inline-size;
  }
  /* In a host's narrow panel, names take precedence over grey values. */
  @container (max-width: 300px) {
    th.mean,
    td:nth-child(5) {
      display: none;
    }
  }
  table {
    width: 100%;
    table-layout: fixed;
    border-collapse: collapse;
    font-size: var(--font-size-small);
  }
  th,
  td {
    padding: 0 calc(3 * var(--unit));
    height: calc(26 * var(--unit));
    text-align: right;
    white-space: nowrap;
  }
  th button,
  td button {
    height: calc(24 * var(--unit));
    padding: 0;
    font-size: var(--font-size-small);
    color: inherit;
    background: none;
  }
  th button {
    min-width: calc(24 * var(--unit));
    justify-content: flex-end;
  }
  th.name button {
    justify-content: flex-start;
  }
  th {
    font-weight: var(--font-weight);
    color: var(--muted);
  }
  .name {
    text-align: left;
  }
  /* The whole name, wrapped onto as many lines as needed. */
  td.name button {
    display: block;
    width: 100%;
    height: auto;
    min-height: calc(24 * var(--unit));
    line-height: 1.25;
    text-align: left;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  th.volumeMl,
  th.mean {
    width: calc(36 * var(--unit));
  }
  th.slice {
    width: calc(46 * var(--unit));
  }
  th.diameterMm {
    width: var(--control);
  }
  th.state {
    width: calc(80 * var(--unit));
  }
  /*
   * Aligns text with the heading, while the background of the active row extends further. What follows keeps its distance
   * from a row that is cut off.
   */
  .rows {
    margin: 0 calc(-6 * var(--unit)) calc(6 * var(--unit));
    border-bottom: var(--line-width) solid var(--line);
  }
  th.state,
  td.state {
    padding-right: calc(6 * var(--unit));
  }
  tbody tr {
    cursor: pointer;
    border-top: var(--line-width) solid var(--line);
  }
  tbody tr:hover {
    background: var(--raised);
  }
  tbody tr.active {
    background: var(--selected);
    box-shadow: inset calc(3 * var(--unit)) 0 0 var(--accent);
  }
  tbody tr.rejected-row td {
    color: var(--muted);
    text-decoration: line-through;
  }
  tbody tr.rejected-row td.name button {
    text-decoration: inherit;
  }
  .unseen {
    color: var(--warning);
  }
  .accepted,
  .corrected {
    color: var(--good);
  }
  .rejected {
    color: var(--muted);
    text-decoration: line-through;
  }
  th.name,
  td.name {
    padding-left: calc(6 * var(--unit));
  }
  .manual {
    color: var(--accent);
  }
  .automatic {
    margin-bottom: calc(6 * var(--unit));
  }
  autoseg-review-buttons {
    position: sticky;
    bottom: 0;
    z-index: 1;
  }
  /* With buttons that stay visible, a long list scrolls on its own and leaves room for the rest of the panel. */
  :host([buttons-apart]) .rows {
    max-height: 45vh;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  :host([buttons-apart]) thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--surface);
  }
  /* Rows scrolled into view stop above the buttons. */
  tbody tr {
    scroll-margin: calc(30 * var(--unit)) 0 calc(44 * var(--unit));
  }
`;
