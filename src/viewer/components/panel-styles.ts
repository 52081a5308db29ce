import { css } from "lit";

/** The panels of the right column as they all look. */
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
  p {
    margin: 0;
    line-height: 1.45;
  }
  .buttons {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    margin-bottom: 10px;
  }
`;
