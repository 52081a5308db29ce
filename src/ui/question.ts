import { html } from "lit";

/** One answer to a question. */
export interface Choice<Id extends string = string> {
  readonly id: Id;
  readonly label: string;
  /** The one to take when in doubt. */
  readonly isPrimary?: boolean;
}

/** A question asked before something could be lost. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly choices: readonly Choice[];
  readonly answer: (chosen: string | undefined) => void;
}

/** A question without who asks it. */
export type Asked<Id extends string> = Pick<Question, "title" | "text"> & {
  readonly choices: readonly Choice<Id>[];
};

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
