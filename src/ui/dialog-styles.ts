import { css } from "lit";

/** Styles shared by all dialogs. */
export const dialogStyles = css`
  dialog {
    width: min(440px, 90vw);
    max-height: 90vh;
    overflow: auto;
    padding: 20px 22px 16px;
    border: 1px solid var(--line-strong);
    border-radius: 10px;
    background: var(--surface);
    color: var(--text);
    font-size: 14px;
    line-height: 1.5;
  }
  dialog:focus-visible {
    outline: none;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.6);
  }
  h2 {
    margin: 0 0 8px;
    font-size: 16px;
  }
  h3 {
    margin: 14px 0 6px;
    font-size: 12px;
    color: var(--muted);
  }
  p {
    margin: 0 0 16px;
  }
  .footer {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    margin-top: 14px;
  }
`;
