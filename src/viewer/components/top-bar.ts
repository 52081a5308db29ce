import { css, html } from "lit";
import { hasResult } from "../viewer-state.ts";
import { icon } from "./icon.ts";
import "./provider-chip.ts";
import { progressText } from "./progress-text.ts";
import { shared, ViewerElement } from "./viewer-element.ts";

/** Study, window, model, and the one thing to do next. */
export class TopBar extends ViewerElement {
  override render() {
    const { state } = this.viewer;
    const { study, run } = state;
    return html`
      <div class="study">
        <strong>${study?.patient ?? "Autoseg"}</strong>
        <span class="quiet details" title=${study?.details ?? ""}>${study?.details ?? "No study is open"}</span>
      </div>
      <button class="icon" aria-label="Open folder" title="Open a folder of DICOM files" @click=${() => this.pick("folder")}>
        ${icon("folder")}
      </button>
      <button class="icon" aria-label="Open files" title="Open DICOM files, or a DICOM-SEG for this study" @click=${() => this.pick("files")}>
        ${icon("files")}
      </button>
      ${study ? this.#windowSelect() : ""}
      <span class="space"></span>
      <div class="status" role="status">${run ? html`<span class="spinner"></span>${progressText(state)}` : ""}</div>
      <provider-chip .viewer=${this.viewer}></provider-chip>
      ${this.#modelSelect()} ${this.#actions()}
      <input type="file" id="files" aria-label="DICOM files" multiple hidden @change=${this.#picked} />
      <input type="file" id="folder" aria-label="DICOM folder" webkitdirectory hidden @change=${this.#picked} />
    `;
  }

  #windowSelect() {
    const { presets, window } = this.viewer.state;
    const chosen = presets.find(({ center, width }) => center === window.center && width === window.width);
    return html`
      <label title="Window preset (W)">
        <span class="quiet">Window</span>
        <select
          aria-label="Window preset"
          .value=${chosen?.name ?? ""}
          @change=${(event: Event) => this.viewer.selectPreset((event.target as HTMLSelectElement).value)}
        >
          ${chosen ? "" : html`<option value="" selected>${Math.round(window.width)} / ${Math.round(window.center)}</option>`}
          ${presets.map(({ name }) => html`<option value=${name} ?selected=${name === chosen?.name}>${name}</option>`)}
        </select>
      </label>
    `;
  }

  #modelSelect() {
    const { models, modelName, run } = this.viewer.state;
    if (models.length === 0) return "";
    return html`
      <label>
        <span class="quiet">Model</span>
        <select
          aria-label="Model"
          title=${models.find(({ name }) => name === modelName)?.description ?? ""}
          ?disabled=${!!run}
          .value=${modelName ?? ""}
          @change=${(event: Event) => this.viewer.selectModel((event.target as HTMLSelectElement).value)}
        >
          ${models.map(({ name, title }) => html`<option value=${name} ?selected=${name === modelName}>${title}</option>`)}
        </select>
      </label>
    `;
  }

  #actions() {
    const { state } = this.viewer;
    if (state.run) return html`<button class="stop" @click=${() => this.viewer.cancelRun()}>Cancel</button>`;
    const done = hasResult(state);
    const canSegment = state.study !== undefined && state.modelName !== undefined && !state.loading;
    return html`
      <button
        class=${done ? "secondary" : "primary"}
        title="Run the model on this series"
        ?disabled=${!canSegment}
        @click=${() => this.viewer.segment()}
      >
        Segment
      </button>
      <button
        class=${done ? "primary" : ""}
        title=${done ? "Download the segmentation as a DICOM-SEG file" : "Nothing is segmented yet"}
        ?disabled=${!done}
        @click=${() => this.viewer.exportSegmentation()}
      >
        ${icon("download")}Export DICOM-SEG
      </button>
    `;
  }

  /** Opens the browser's own dialog for a folder or for files. */
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
      .details {
        font-size: 12px;
      }
      .space {
        flex: 1;
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
      .secondary {
        background: var(--raised);
      }
      .stop {
        background: var(--raised);
        min-width: 92px;
      }
      .status {
        display: flex;
        align-items: center;
        gap: 8px;
        white-space: nowrap;
        color: var(--text);
      }
      .spinner {
        width: 12px;
        height: 12px;
        border: 2px solid var(--line-strong);
        border-top-color: var(--accent);
        border-radius: 50%;
        animation: turn 0.9s linear infinite;
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
      @media (max-width: 1400px) {
        label > span {
          display: none;
        }
        select {
          max-width: 150px;
        }
      }
    `,
  ];
}

customElements.define("top-bar", TopBar);
