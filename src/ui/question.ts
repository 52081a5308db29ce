import { html } from "lit";
import type { Question } from "../controller/index.ts";

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
