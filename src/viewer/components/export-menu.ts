import { css, html } from "lit";
import { type ExportFormat, formatsOf, hasResult, toReviewItems } from "../../controller/index.ts";
import { t } from "../../texts/index.ts";
import { keyInMenu, menuToggled, shared } from "../../ui/index.ts";
import { icon } from "./icon.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Exports DICOM-SEG with one press, and other formats from a menu. */
export class ExportMenu extends ViewerElement {
  override render() {
    const { state } = this.viewer;
    const isReady = hasResult(state) && !state.exporting && !state.threshold && !state.preview;
    // Only one action is highlighted at a time: review comes first.
    const isNext = isReady && toReviewItems(state).every((item) => item.state !== "unseen");
    const forms = formatsOf(state.study);
    const { id: usual } = forms[0]!;
    const withPatient = t(`exporting.formats.${usual}.title`);
    const label =
      usual === "seg"
        ? t("exporting.main")
        : t("exporting.mainAs", { form: t(`exporting.formats.${usual}.label`) });
    const title = state.exportsAnonymously ? `${t("exporting.anonymous")}. ${withPatient}` : withPatient;
    return html`
      <button
        class="main ${isNext ? "primary" : "secondary"}"
        aria-label=${state.exporting ? t("exporting.writing") : label}
        title=${isReady ? title : t("exporting.nothingYet")}
        ?disabled=${!isReady}
        @click=${() => void this.viewer.export(usual)}
      >
        ${icon("download")}<span class="label">${state.exporting ? t("exporting.writing") : label}</span>
      </button>
      <button
        id="more"
        class="more ${isNext ? "primary" : "secondary"}"
        aria-label=${t("exporting.more")}
        title=${t("exporting.more")}
        aria-haspopup="menu"
        popovertarget="menu"
        ?disabled=${!isReady}
      >
        ${icon("more")}
      </button>
      <div id="menu" popover role="menu" aria-label=${t("exporting.more")} @toggle=${menuToggled} @keydown=${keyInMenu}>
        ${forms.map(
          ({ id }) => html`
            <button role="menuitem" @click=${() => this.#choose(id)}>
              <span>${t(`exporting.formats.${id}.label`)}</span>
              <span class="quiet">${t(`exporting.formats.${id}.title`)}</span>
            </button>
          `,
        )}
        ${
          usual === "seg"
            ? html`<button role="menuitem" @click=${this.#store}>
                <span>${t("pacs.store")}</span>
                <span class="quiet">${t("pacs.storeTitle")}</span>
              </button>`
            : ""
        }
        <button
          role="menuitemcheckbox"
          aria-checked=${state.exportsAnonymously}
          @click=${() => this.viewer.controller.exports.setAnonymous(!state.exportsAnonymously)}
        >
          <span class="choice">${icon(state.exportsAnonymously ? "checked" : "single")} ${t("exporting.anonymous")}</span>
          <span class="quiet">${t("exporting.anonymousTitle")}</span>
        </button>
      </div>
    `;
  }

  get #menu(): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>("#menu")!;
  }

  readonly #store = (): void => {
    this.#menu.hidePopover();
    void this.viewer.pacs.store();
  };

  #choose(id: ExportFormat["id"]): void {
    this.#menu.hidePopover();
    void this.viewer.export(id);
  }

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex: none;
      }
      .secondary {
        background: var(--raised);
      }
      .main {
        border-radius: 6px 0 0 6px;
      }
      button.more {
        border-radius: 0 6px 6px 0;
        padding: 0 6px;
        margin-left: 1px;
      }
      @media (max-width: 1023px) {
        .label {
          display: none;
        }
      }
      [popover] {
        position: fixed;
        inset: 50px 12px auto auto;
        width: min(420px, 92vw);
        margin: 0;
        padding: 6px;
        border: 1px solid var(--line-strong);
        border-radius: 8px;
        background: var(--surface);
        color: var(--text);
        font-size: 13px;
      }
      [role="menuitemcheckbox"] {
        border-top: 1px solid var(--line);
        border-radius: 0 0 6px 6px;
      }
      .choice {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      .choice svg {
        flex: none;
      }
      [role^="menuitem"] {
        width: 100%;
        height: auto;
        padding: 7px 10px;
        display: grid;
        grid-template-columns: 130px 1fr;
        justify-content: start;
        text-align: left;
        white-space: normal;
      }
    `,
  ];
}

customElements.define("export-menu", ExportMenu);
