import { css } from "lit";

/** Styles of the follow-up. */
export const followUpStyles = css`
  details {
    font-size: 12px;
  }
  table {
    width: 100%;
    margin-top: 6px;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 2px 3px;
    text-align: right;
    font-weight: 400;
    white-space: nowrap;
  }
  th:first-child {
    text-align: left;
    padding-left: 0;
    white-space: normal;
  }
  thead th {
    color: var(--muted);
  }
  tbody tr:not(.more) {
    border-top: 1px solid var(--line);
  }
  .more td {
    text-align: left;
    padding: 0 0 4px;
  }
  .more label {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-left: 6px;
  }
  select {
    height: 24px;
    max-width: 130px;
    font-size: 12px;
  }
  .name {
    height: 24px;
    padding: 0;
    background: none;
    font-size: 12px;
    text-align: left;
    white-space: normal;
  }
  label {
    display: flex;
    align-items: center;
    gap: 8px;
    margin-bottom: 4px;
  }
  .switch {
    min-height: 28px;
    margin: 0;
  }
  label > .quiet {
    flex: 1;
  }
  input[type="number"] {
    width: 72px;
    height: 26px;
  }
  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 3px 12px;
    margin: 6px 0;
  }
  dd {
    margin: 0;
    text-align: right;
  }
  .response {
    font-weight: 600;
  }
  .raised {
    background: var(--raised);
  }
  .buttons {
    flex-wrap: wrap;
    margin-top: 6px;
  }
`;
