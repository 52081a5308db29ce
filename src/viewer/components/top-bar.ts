import { css, html } from "lit";
import { t } from "../../texts/index.ts";
import { progressText } from "../../ui/index.ts";
import "./export-menu.ts";
import { icon } from "./icon.ts";
import "./layout-choice.ts";
import "./provider-chip.ts";
import { shared } from "../../ui/index.ts";
import { offeredWindows } from "../offered-windows.ts";
import { showsPanel } from "../viewer-state.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Study, window, model, and the next action. */
export class TopBar extends ViewerElement {
  override render() {
    const { state } = this.viewer;
    const { summary, run } = state;
    return html`
      <div class="study">
        <h1 title=${summary?.patient ?? ""}>${summary?.patient ?? "Autoseg"}</h1>
        <span class="quiet details" title=${summary?.details ?? ""}>${summary?.details ?? t("study.none")}</span>
      </div>
      <button class="icon" aria-label=${t("study.openFolder")} title=${t("study.openFolderTitle")} @click=${() => this.pick("folder")}>
        ${icon("folder")}
      </button>
      <button class="icon" aria-label=${t("study.openFiles")} title=${t("study.openFilesTitle")} @click=${() => this.pick("files")}>
        ${icon("files")}
      </button>
      <button class="icon" aria-label=${t("pacs.title")} title=${t("pacs.open")} @click=${() => this.viewer.pacs.open()}>
        ${icon("server")}
      </button>
      ${
        state.library.length > 0
          ? html`<button
              class="icon"
              aria-label=${t("library.toggle")}
              title=${this.withKey(t("library.toggle"), "library")}
              aria-pressed=${state.showsLibrary}
              @click=${() => this.viewer.display.toggleLibrary()}
            >
              ${icon("library")}
            </button>`
          : ""
      }
      ${state.study ? this.#windowSelect() : ""}
      ${state.study ? html`<layout-choice .viewer=${this.viewer}></layout-choice>` : ""}
      <span class="space"></span>
      <div class="status" role="status">${run ? html`<span class="spinner ${run.progress?.state ?? ""}"></span><span class="progress" title=${progressText(state)}>${progressText(state)}</span>` : ""}</div>
      <provider-chip .viewer=${this.viewer}></provider-chip>
      <autoseg-models .model=${this.viewer.panel}></autoseg-models>
      <autoseg-run-options .model=${this.viewer.panel}></autoseg-run-options>
      <autoseg-run .model=${this.viewer.panel}></autoseg-run>
      ${run ? "" : html`<export-menu .viewer=${this.viewer}></export-menu>`}
      <button
        class="icon"
        aria-label=${t("panel.label")}
        title=${this.withKey(showsPanel(state) ? t("panel.hide") : t("panel.show"), "panel")}
        aria-expanded=${showsPanel(state)}
        @click=${() => this.viewer.display.togglePanel()}
      >
        ${icon("panel")}
      </button>
      <input type="file" id="files" aria-label=${t("study.files")} multiple hidden @change=${this.#picked} />
      <input type="file" id="folder" aria-label=${t("study.folder")} webkitdirectory hidden @change=${this.#picked} />
    `;
  }

  #windowSelect() {
    const { window } = this.viewer.state;
    const presets = offeredWindows(this.viewer.state);
    const chosen = presets.find(({ center, width }) => center === window.center && width === window.width);
    return html`
      <label title=${this.withKey(t("windows.title"), "preset")}>
        <span class="quiet">${t("windows.label")}</span>
        <select
          aria-label=${t("windows.title")}
          .value=${chosen?.id ?? ""}
          @change=${(event: Event) => this.viewer.display.selectPreset((event.target as HTMLSelectElement).value)}
        >
          ${chosen ? "" : html`<option value="" selected>${Math.round(window.width)} / ${Math.round(window.center)}</option>`}
          ${presets.map(({ id, label }) => html`<option value=${id} ?selected=${id === chosen?.id}>${label}</option>`)}
        </select>
      </label>
    `;
  }

  /** Opens the browser's file or folder dialog. */
  pick(which: "folder" | "files"): void {
    this.renderRoot.querySelector<HTMLInputElement>(`#${which}`)?.click();
  }

  #picked(event: Event): void {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = "";
    if (files.length > 0) void this.viewer.openFiles(files);
  }

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 8px;
        height: 100%;
        padding: 0 10px 0 14px;
        font-size: 13px;
      }
      .study {
        display: flex;
        flex-direction: column;
        line-height: 1.25;
        min-width: 90px;
        flex: 0 1 auto;
        overflow: hidden;
      }
      .study * {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      h1 {
        margin: 0;
        font-size: 13px;
        font-weight: 700;
      }
      .details {
        font-size: 12px;
      }
      .space {
        flex: 1;
      }
      autoseg-models {
        flex: 0 0.1 auto;
        min-width: 100px;
      }
      label {
        display: flex;
        align-items: center;
        gap: 6px;
        flex: none;
      }
      button {
        flex: none;
      }
      .status {
        min-width: 0;
        overflow: hidden;
        display: flex;
        align-items: center;
        gap: 8px;
        white-space: nowrap;
        color: var(--text);
      }
      .progress {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .spinner {
        flex: none;
        width: 12px;
        height: 12px;
        border: 2px solid var(--line-strong);
        border-top-color: var(--accent);
        border-radius: 50%;
        animation: turn 0.9s linear infinite;
      }
      .spinner.paused {
        animation: none;
      }
      @keyframes turn {
        to {
          rotate: 1turn;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .spinner {
          animation: none;
        }
      }
      /* The patient's name takes precedence over those of the lists. */
      @media (max-width: 1500px) {
        label > span {
          display: none;
        }
      }
      @media (max-width: 1400px) {
        select {
          max-width: 124px;
        }
      }
      @media (max-width: 1023px) {
        :host {
          gap: 4px;
          padding: 0 6px 0 10px;
        }
        select {
          max-width: 104px;
        }
      }
    `,
  ];
}

customElements.define("top-bar", TopBar);
