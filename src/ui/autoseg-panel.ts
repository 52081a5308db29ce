import { css, html, type PropertyDeclarations } from "lit";
import type { Deliver, Notice } from "../controller/index.ts";
import type { AutosegExtension } from "../cornerstone/index.ts";
import { currentLanguage, t } from "../texts/index.ts";
import { dialogStyles, questionDialog } from "./dialog.ts";
import { downloadFile } from "./download.ts";
import "./between-offer.ts";
import type { ChosenTool } from "./draw-tools.ts";
import "./draw-tools.ts";
import "./model-select.ts";
import { PanelElement } from "./panel-element.ts";
import { type PanelModel, toPanelModel } from "./panel-model.ts";
import { noticesButton } from "./past-notices.ts";
import "./preferences.ts";
import { progressText } from "./progress-text.ts";
import "./prompt-panel.ts";
import "./review-list.ts";
import "./run-buttons.ts";
import "./run-options.ts";
import "./segment-list.ts";
import { shared } from "./styles.ts";
import { themeColors } from "./theme.ts";

/** Detail of `exported` events: the DICOM Segmentation file. */
export interface ExportedDetail {
  readonly file: Blob;
}

/** A place where the DICOM Segmentation can be stored, with a button of its own. */
export interface PanelDestination {
  readonly label: string;
  readonly title: string;
  /** @returns a sentence for the user. */
  deliver(...file: Parameters<Deliver>): Promise<string>;
}

/**
 * `<autoseg-panel>`: model, run, segments, drawing, review and export for an {@link AutosegExtension}, set as its
 * property `model`. An export fires `exported`, a cancelable CustomEvent with {@link ExportedDetail}; unless cancelled,
 * the file is downloaded. `destinations` are places where the file can be stored. Every colour, size and font is a custom
 * property (theme.ts).
 */
export class AutosegPanel extends PanelElement<AutosegExtension> {
  static override properties: PropertyDeclarations = {
    ...PanelElement.properties,
    destinations: { attribute: false },
    dialog: { state: true },
  };
  declare destinations: readonly PanelDestination[];
  declare dialog: "preferences" | "messages" | undefined;
  #parts: PanelModel | undefined;

  constructor() {
    super();
    this.destinations = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#parts = toPanelModel(this.model.controller);
    // Earlier messages are out of date once something else is started.
    this.addEventListener("click", this.#dismissNotices, { capture: true });
  }

  override disconnectedCallback(): void {
    this.removeEventListener("click", this.#dismissNotices, { capture: true });
    super.disconnectedCallback();
  }

  override render() {
    const { state } = this.model;
    const hasResult = state.segments.some(({ volumeMl }) => volumeMl > 0);
    return html`
      <div class="row">
        <autoseg-models .model=${this.#parts}></autoseg-models>
        <autoseg-run-options .model=${this.#parts}></autoseg-run-options>
        <autoseg-run .model=${this.#parts}></autoseg-run>
      </div>
      <p role="status">${progressText(state)}</p>
      <p role="status" class="warning">${state.waitingFor ?? ""}</p>
      ${state.modelWarnings.map((warning) => html`<p class="warning">${warning}</p>`)}
      ${state.notices.map(({ id, kind, text }) => this.#notice(id, kind, text))}
      <autoseg-segments .model=${this.#parts}></autoseg-segments>
      <autoseg-draw .model=${this.model} @choose=${this.#choose}></autoseg-draw>
      <autoseg-between .model=${this.#parts}></autoseg-between>
      <autoseg-prompts .model=${this.#parts}></autoseg-prompts>
      <autoseg-review .model=${this.#parts}></autoseg-review>
      <div class="row">
        <button
          title=${hasResult ? t("exporting.formats.seg.title") : t("exporting.nothingYet")}
          ?disabled=${!hasResult || !!state.run || !!state.exporting}
          @click=${() => this.#notices.attempt(() => this.#export())}
        >
          ${state.exporting ? t("exporting.writing") : t("exporting.main")}
        </button>
        ${this.destinations.map(
          (destination) => html`
            <button
              title=${hasResult ? destination.title : t("exporting.nothingYet")}
              ?disabled=${!hasResult || !!state.run || !!state.exporting}
              @click=${() => this.#notices.attempt(() => this.#store(destination))}
            >
              ${destination.label}
            </button>
          `,
        )}
      </div>
      <div class="row more">
        <button aria-haspopup="dialog" @click=${() => this.#open("preferences")}>${t("preferences.title")}</button>
        ${noticesButton(state, () => this.#open("messages"))}
      </div>
      <p class="quiet">${t("common.research")}</p>
      ${state.question ? questionDialog(state.question) : this.#dialog()}
    `;
  }

  /** An error stays until it is dismissed. */
  #notice(id: number, kind: Notice["kind"], text: string) {
    const dismiss = (): void => this.#notices.dismiss(id);
    return html`<p role="alert">
      ${text}${
        kind === "error"
          ? html`<button class="dismiss" aria-label=${t("common.dismiss")} title=${t("common.dismiss")} @click=${dismiss}>✕</button>`
          : ""
      }
    </p>`;
  }

  #dialog() {
    if (!this.dialog) return "";
    const close = (): void => this.#open(undefined);
    return html`
      <dialog aria-labelledby="title" @cancel=${close} @close=${close}>
        <h2 id="title">${this.dialog === "messages" ? t("notices.title") : t("preferences.title")}</h2>
        ${
          this.dialog === "messages"
            ? html`<autoseg-past-notices .model=${this.#parts}></autoseg-past-notices>
                <div class="footer"><button class="primary" @click=${close}>${t("common.close")}</button></div>`
            : html`<autoseg-preferences .model=${this.#parts} @closed=${close}></autoseg-preferences>`
        }
      </dialog>
    `;
  }

  #open(dialog: typeof this.dialog): void {
    this.dialog = dialog;
  }

  override updated(): void {
    // For screen readers: the surrounding page may be in another language.
    this.lang = currentLanguage();
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  get #notices() {
    return this.model.controller.notices;
  }

  readonly #dismissNotices = (): void => this.#notices.dismissInfos();

  #choose({ detail: { tool } }: CustomEvent<ChosenTool>): void {
    void this.#notices.attempt(async () => {
      if (tool !== undefined) await this.model.askAndOpen();
      await this.model.selectTool(tool);
    });
  }

  async #export(): Promise<void> {
    const file = await this.model.writeDicomSeg();
    const event = new CustomEvent<ExportedDetail>("exported", { detail: { file }, cancelable: true });
    if (this.dispatchEvent(event)) downloadFile(file, "segmentation.dcm");
  }

  async #store({ deliver }: PanelDestination): Promise<void> {
    let done = "";
    await this.model.writeDicomSeg({}, async (...file) => {
      done = await deliver(...file);
    });
    this.#notices.notify("info", done);
  }

  static override styles = [
    shared,
    dialogStyles,
    css`
      :host {
        ${themeColors}
        display: block;
        background: var(--surface);
        font: var(--font-weight) var(--font-size) var(--font);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: calc(8 * var(--unit));
        padding: calc(8 * var(--unit)) calc(16 * var(--unit)) 0;
      }
      .row > button {
        background: var(--raised);
      }
      p {
        margin: calc(8 * var(--unit)) calc(16 * var(--unit));
        line-height: 1.4;
      }
      p:empty {
        display: none;
      }
      .warning,
      [role="alert"] {
        color: var(--warning);
      }
      [role="alert"] {
        display: flex;
        align-items: flex-start;
        justify-content: space-between;
        gap: calc(8 * var(--unit));
      }
      .dismiss {
        height: calc(24 * var(--unit));
        color: var(--muted);
      }
    `,
  ];
}

customElements.define("autoseg-panel", AutosegPanel);
