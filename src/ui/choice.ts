import { html, type TemplateResult } from "lit";

export interface Choice<Value extends string> {
  readonly chosen: Value;
  readonly choices: readonly Value[];
  readonly textOf: (choice: Value) => string;
  readonly choose: (choice: Value) => void;
}

/** A list to choose one of several values from. */
export function choiceField<Value extends string>({
  chosen,
  choices,
  textOf,
  choose,
}: Choice<Value>): TemplateResult {
  return html`
    <select
      .value=${chosen}
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Value)}
    >
      ${choices.map(
        (choice) => html`<option value=${choice} ?selected=${choice === chosen}>${textOf(choice)}</option>`,
      )}
    </select>
  `;
}
