import { css, html } from "lit";
import type { Question } from "../controller/index.ts";

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

/** The dialog of a question; who draws it calls `showModal`. Closed without a choice, it answers undefined. */
export function questionDialog({ title, text, choices, answer }: Question) {
  return html`
    <dialog aria-labelledby="title" aria-describedby="text" @cancel=${() => answer(undefined)}>
      <h2 id="title">${title}</h2>
      <p id="text">${text}</p>
      <div class="footer">
        ${choices.map(
          ({ id, label, isPrimary = false }) =>
            html`<button class=${isPrimary ? "primary" : ""} ?autofocus=${isPrimary} @click=${() => answer(id)}>${label}</button>`,
        )}
      </div>
    </dialog>
  `;
}
