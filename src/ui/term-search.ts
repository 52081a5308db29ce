import { css, html } from "lit";
import type { SidedTerm } from "../terminology/index.ts";
import { t } from "../texts/index.ts";

/** A search: its words, its results, and callbacks for typing and choosing. */
export interface TermSearch {
  readonly query: string;
  readonly terms: readonly SidedTerm[];
  /** Index of the chosen term in the list; -1 for none. */
  readonly at: number;
  readonly find: (query: string) => void;
  readonly choose: (index: number) => void;
}

/** A search field with matching terms, chosen with the arrow keys or a click. */
export function termSearch({ query, terms, at, find, choose }: TermSearch) {
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || terms.length === 0) return;
    event.preventDefault();
    choose((at + step + terms.length) % terms.length);
  };
  return html`
    <label for="search">${t("segmentDialog.search")}</label>
    <input
      id="search"
      role="combobox"
      autocomplete="off"
      spellcheck="false"
      autofocus
      placeholder=${t("segmentDialog.placeholder")}
      aria-expanded=${terms.length > 0}
      aria-controls="terms"
      aria-autocomplete="list"
      aria-activedescendant=${at >= 0 ? `term-${at}` : ""}
      .value=${query}
      @input=${(event: InputEvent) => find((event.target as HTMLInputElement).value)}
      @keydown=${move}
    />
    <ul id="terms" role="listbox" aria-label=${t("segmentDialog.terms")} ?hidden=${terms.length === 0}>
      ${terms.map(
        ({ type, category, side }, index) => html`
          <li id="term-${index}" role="option" aria-selected=${index === at} @click=${() => choose(index)}>
            <span>${type.codeMeaning}${side ? html`<span class="quiet">, ${side.codeMeaning}</span>` : ""}</span><span class="quiet">${category.codeMeaning}</span>
          </li>
        `,
      )}
    </ul>
    <p class="quiet" role="status">
      ${query.trim() === "" ? t("segmentDialog.hint") : terms.length === 0 ? t("segmentDialog.noneFound") : t("segmentDialog.found", { count: terms.length })}
    </p>
  `;
}

export const termSearchStyles = css`
  #search {
    margin-top: calc(4 * var(--unit));
  }
  ul {
    list-style: none;
    margin: calc(6 * var(--unit)) 0 0;
    padding: calc(4 * var(--unit));
    max-height: calc(216 * var(--unit));
    overflow: auto;
    border: var(--line-width) solid var(--line-strong);
    border-radius: var(--radius);
    scrollbar-width: thin;
  }
  li {
    display: flex;
    justify-content: space-between;
    gap: calc(16 * var(--unit));
    padding: calc(4 * var(--unit)) calc(8 * var(--unit));
    border-radius: calc(0.7 * var(--radius));
    cursor: pointer;
  }
  li .quiet {
    font-size: var(--font-size-small);
    white-space: nowrap;
  }
  li:hover {
    background: var(--raised);
  }
  li[aria-selected="true"] {
    background: var(--selected);
    color: var(--accent-bright);
  }
`;
