import { css, html } from "lit";
import { anyTissue, type ControllerState, draftFault } from "../controller/index.ts";
import { lateralities, type SidedTerm, searchSidedTerms } from "../terminology/index.ts";
import { t } from "../texts/index.ts";
import type { Code } from "../volume/index.ts";
import { dialogStyles } from "./dialog.ts";
import { PanelElement } from "./panel-element.ts";
import { type DraftForm, fromHex, labelOf, openForm, toDraft, toHex, withTerm } from "./segment-draft.ts";
import { shared } from "./styles.ts";
import { termSearch, termSearchStyles } from "./term-search.ts";

/** Largest number of terms listed. */
const termLimit = 40;

/** Term, name and colour of a new or an existing segment. */
export class SegmentDialog extends PanelElement {
  static override properties = { form: { state: true }, query: { state: true }, at: { state: true } };
  declare form: DraftForm;
  declare query: string;
  /** Index of the chosen term in the list; -1 for none. */
  declare at: number;
  #opened: ControllerState["segmentDialog"];

  override willUpdate(): void {
    const { segmentDialog } = this.model.state;
    if (segmentDialog === this.#opened) return;
    this.#opened = segmentDialog;
    this.query = "";
    this.at = -1;
    if (segmentDialog === undefined) return;
    const segment = segmentDialog === "new" ? undefined : this.model.findSegment(segmentDialog);
    this.form = openForm(segment, this.#others);
  }

  override render() {
    const { segmentDialog } = this.model.state;
    if (segmentDialog === undefined) return "";
    const label = labelOf(this.form, this.#others);
    const isNew = segmentDialog === "new";
    return html`
      <dialog aria-labelledby="title" @cancel=${this.#closed} @close=${this.#closed}>
        <form method="dialog" @submit=${this.#submit}>
          <h2 id="title">${isNew ? t("segmentDialog.add") : t("segmentDialog.change")}</h2>
          ${termSearch({
            query: this.query,
            terms: this.#terms,
            at: this.at,
            find: (query) => this.#find(query),
            choose: (index) => this.#choose(index),
          })}
          <div class="fields">
            <label>
              <span>${t("segmentDialog.name")}</span>
              <input
                id="name"
                maxlength="64"
                autocomplete="off"
                .value=${label}
                @input=${(event: InputEvent) => this.#set({ label: (event.target as HTMLInputElement).value })}
              />
            </label>
            ${this.#side()}
            <label>
              <span>${t("segmentDialog.color")}</span>
              <input
                type="color"
                .value=${toHex(this.form.color)}
                @input=${(event: InputEvent) => this.#set({ color: fromHex((event.target as HTMLInputElement).value) })}
              />
            </label>
          </div>
          <p class="quiet code">${this.#code()}</p>
          <div class="footer">
            <button type="button" @click=${this.#close}>${t("common.cancel")}</button>
            <button type="submit" class="primary" ?disabled=${label.trim() === ""}>
              ${isNew ? t("segmentDialog.doAdd") : t("segmentDialog.doChange")}
            </button>
          </div>
        </form>
      </dialog>
    `;
  }

  override updated(): void {
    const dialog = this.#dialog;
    if (dialog && !dialog.open) dialog.showModal();
    // The browser says why the form is invalid, and keeps it open.
    const name = this.renderRoot.querySelector<HTMLInputElement>("#name");
    name?.setCustomValidity(draftFault(toDraft(this.form, this.#others)) ?? "");
    this.renderRoot.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  #side() {
    const { side } = this.form;
    const sides = lateralities.some(({ codeValue }) => codeValue === side?.codeValue)
      ? lateralities
      : [...lateralities, ...(side ? [side] : [])];
    const choose = (event: Event) =>
      this.#set({
        side: sides.find(({ codeValue }) => codeValue === (event.target as HTMLSelectElement).value),
      });
    return html`
      <label>
        <span>${t("segmentDialog.side")}</span>
        <select @change=${choose}>
          <option value="" ?selected=${!side}>–</option>
          ${sides.map(
            (one) =>
              html`<option value=${one.codeValue} ?selected=${one.codeValue === side?.codeValue}>${sideName(one)}</option>`,
          )}
        </select>
      </label>
    `;
  }

  /** The codes that the segment will be exported with. */
  #code(): string {
    const { term, side } = this.form;
    const { type, category } = term ?? anyTissue;
    const code = `${type.codeMeaning} (${type.codingSchemeDesignator} ${type.codeValue})`;
    const coded = [code, side?.codeMeaning, category.codeMeaning].filter(Boolean).join(", ");
    return term ? t("segmentDialog.code", { coded }) : t("segmentDialog.noTerm", { coded });
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  get #terms(): readonly SidedTerm[] {
    return searchSidedTerms(this.query, { limit: termLimit });
  }

  /** The segments whose names and colours are taken. */
  get #others() {
    const { segments, segmentDialog } = this.model.state;
    return segments.filter(({ segmentNumber }) => segmentNumber !== segmentDialog);
  }

  #set(change: Partial<DraftForm>): void {
    this.form = { ...this.form, ...change };
  }

  /** The best match is chosen while typing, so that Enter accepts it. */
  #find(query: string): void {
    this.query = query;
    this.at = -1;
    if (this.#terms.length > 0) this.#choose(0);
    else if (this.#opened === "new") this.form = withTerm(this.form, undefined);
  }

  #choose(index: number): void {
    this.at = index;
    this.form = withTerm(this.form, this.#terms[index]);
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    this.model.saveSegment(toDraft(this.form, this.#others));
    this.#close();
  }

  /** At once, since the next key may come before the dialog's close event, and belongs to the application. */
  #close(): void {
    this.#dialog?.close();
    this.model.closeSegmentDialog();
  }

  /**
   * With Escape: on `cancel`, because `close` comes in a later task and a key may be pressed before that; `cancel` does not
   * always come.
   */
  #closed({ target }: Event): void {
    if ((target as HTMLDialogElement).isConnected) this.model.closeSegmentDialog();
  }

  static override styles = [
    shared,
    dialogStyles,
    termSearchStyles,
    css`
      dialog {
        width: min(calc(520 * var(--unit)), 92vw);
        white-space: normal;
      }
      label {
        display: grid;
        gap: calc(4 * var(--unit));
        font-size: var(--font-size-small);
        color: var(--muted);
      }
      input:not([type="color"]),
      select {
        width: 100%;
        max-width: none;
        height: calc(34 * var(--unit));
        padding: 0 calc(10 * var(--unit));
        border: var(--line-width) solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--raised);
        color: var(--text);
        font-size: var(--font-size-large);
      }
      input::placeholder {
        color: var(--muted);
        opacity: 1;
      }
      p,
      p.code {
        margin: calc(6 * var(--unit)) 0 calc(12 * var(--unit));
        font-size: var(--font-size-small);
      }
      p.code {
        margin: calc(12 * var(--unit)) 0 0;
      }
      .fields {
        display: grid;
        grid-template-columns: 1fr calc(120 * var(--unit)) calc(64 * var(--unit));
        gap: calc(12 * var(--unit));
      }
      input[type="color"] {
        width: 100%;
        height: calc(34 * var(--unit));
        padding: calc(3 * var(--unit));
        border: var(--line-width) solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--raised);
        cursor: pointer;
      }
      .footer button:not(.primary) {
        background: var(--raised);
      }
    `,
  ];
}

const sideNames = {
  "24028007": "right",
  "7771000": "left",
  "51440002": "bilateral",
  "66459002": "unilateral",
} as const;

/** A side in the page's language; one that is not in the list, by its code meaning. */
function sideName({ codeValue, codeMeaning }: Code): string {
  const name = (sideNames as Readonly<Record<string, (typeof sideNames)[keyof typeof sideNames]>>)[codeValue];
  return name ? t(`segmentDialog.sides.${name}`) : codeMeaning;
}

customElements.define("autoseg-segment-dialog", SegmentDialog);
