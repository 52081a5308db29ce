import { css, html } from "lit";
import { t } from "../texts/index.ts";

/** A saved item with a button to delete it. */
export function preferenceEntry(content: unknown, name: string, remove: () => void) {
  return html`
    <div class="field">
      <span>${content}</span>
      <button aria-label=${t("preferences.remove", { name })} title=${t("preferences.remove", { name })} @click=${remove}>✕</button>
    </div>
  `;
}

/** A field for a name under which to save something. */
export function preferenceForm(label: string, isReady: boolean, keep: (name: string) => void) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = (event.target as HTMLFormElement).querySelector("input")!;
    const name = input.value.trim();
    if (name === "") return;
    keep(name);
    input.value = "";
  };
  return html`
    <form class="field" @submit=${submit}>
      <input maxlength="40" required autocomplete="off" placeholder=${t("preferences.name")} aria-label=${`${label}: ${t("preferences.name")}`} ?disabled=${!isReady} />
      <button class="raised" ?disabled=${!isReady}>${label}</button>
    </form>
  `;
}

export const preferenceStyles = css`
  section {
    margin-bottom: calc(14 * var(--unit));
    font-size: var(--font-size);
  }
  .field {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: calc(12 * var(--unit));
    min-height: calc(34 * var(--unit));
  }
  .field > input:not([type="checkbox"]) {
    flex: 1;
    min-width: 0;
    height: var(--control);
    padding: 0 calc(8 * var(--unit));
    border: 0;
    border-radius: var(--radius);
    background: var(--raised);
  }
  .raised {
    background: var(--raised);
  }
`;
