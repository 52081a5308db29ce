import { css } from "lit";

/** Styles of a row at the foot of the panel: a label and its field. */
export const footerStyles = css`
  :host {
    display: block;
    padding: 4px 16px;
    border-top: 1px solid var(--line);
    font-size: 12px;
    color: var(--muted);
  }
  label {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 10px;
  }
`;
