import { css, html } from "lit";
import type { Question } from "../controller/index.ts";

/** Styles shared by all dialogs. */
export const dialogStyles = css`
  dialog {
    width: min(calc(520 * var(--unit)), 94vw);
    max-height: 90vh;
    overflow: auto;
    padding: calc(20 * var(--unit)) calc(22 * var(--unit)) calc(16 * var(--unit));
    border: var(--line-width) solid var(--line-strong);
    border-radius: calc(1.5 * var(--radius));
    background: var(--surface);
    color: var(--text);
    font-size: var(--font-size-large);
    line-height: 1.5;
  }
  dialog:focus-visible {
    outline: none;
  }
  dialog::backdrop {
    background: var(--shade);
  }
  h2 {
    margin: 0 0 calc(8 * var(--unit));
    font-size: var(--font-size-title);
  }
  h3 {
    margin: calc(14 * var(--unit)) 0 calc(6 * var(--unit));
    font-size: var(--font-size-small);
    color: var(--muted);
  }
  p {
    margin: 0 0 calc(16 * var(--unit));
  }
  .footer {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: calc(8 * var(--unit));
    margin-top: calc(6 * var(--unit));
    /* Visible however long the dialog is. */
    position: sticky;
    bottom: calc(-16 * var(--unit));
    padding: calc(8 * var(--unit)) 0;
    background: var(--surface);
  }
`;

/** The dialog for a question; whoever renders it calls `showModal`. Closing it without a choice answers undefined. */
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
