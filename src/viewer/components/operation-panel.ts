import { css, html } from "lit";
import {
  canOperate,
  hasResult,
  type OperationGroup,
  type OperationSettings,
  operationGroups,
} from "../../controller/index.ts";
import { t } from "../../texts/index.ts";
import { panelStyles, shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Operations on the whole active segment; each is one undoable step. */
export class OperationPanel extends ViewerElement {
  override render() {
    const { state } = this.viewer;
    const active = state.segments.find(({ segmentNumber }) => segmentNumber === state.activeSegment);
    // On first rendering there may already be a preview.
    const isShowing = state.preview !== undefined || state.isOperating;
    if (!active || (!isShowing && !hasResult(state) && !this.viewer.controller.review.draft)) return "";
    return html`
      ${isShowing ? this.#preview() : ""}
      <details>
        <summary>${t("operations.title", { label: active.label })}</summary>
        ${operationGroups.map((group) => this.#group(group))}
      </details>
    `;
  }

  /** A button to cancel the operation in progress, or to apply or discard a preview. */
  #preview() {
    const { operations } = this.viewer.controller;
    const { preview } = this.viewer.state;
    return html`
      <div class="group" role="group" aria-label=${t("operations.preview")}>
        <p class="quiet" role="status">${preview ? t("operations.previewOf", { name: preview.name }) : t("operations.working")}</p>
        <button title=${this.withKey(t("operations.cancelTitle"), "cancel")} @click=${() => operations.cancel()}>${t("common.cancel")}</button>
        ${
          preview
            ? html`<button class="primary" title=${this.withKey(t("operations.acceptTitle"), "enter")} @click=${() => operations.acceptPreview()}>
                ${t("operations.accept")}
              </button>`
            : ""
        }
      </div>
    `;
  }

  #group({ setting, takesOperand, entries }: OperationGroup) {
    const { chosen } = this.viewer.controller.operands;
    return html`
      <div class="group" role="group" aria-label=${t(setting ? `operations.${setting.of}` : takesOperand ? "operations.with" : "operations.other")}>
        ${setting ? this.#setting(setting) : ""} ${takesOperand ? this.#operand() : ""}
        ${entries.map(
          (entry) => html`
            <button
              title=${this.withKey(t(`operations.${entry.id}.title`), `operations.${entry.id}`)}
              ?disabled=${!canOperate(this.viewer.state, entry, chosen)}
              @click=${() => this.viewer.controller.operations.operate(entry)}
            >
              ${t(`operations.${entry.id}.name`)}
            </button>
          `,
        )}
      </div>
    `;
  }

  #operand() {
    const { all, chosen } = this.viewer.controller.operands;
    if (!chosen) return html`<p class="quiet">${t("operations.noOperand")}</p>`;
    return html`
      <label>
        <span class="quiet">${t("operations.with")}</span>
        <select
          .value=${chosen.id}
          @change=${(event: Event) => this.viewer.controller.operands.choose((event.target as HTMLSelectElement).value)}
        >
          ${all.map(({ id, label }) => html`<option value=${id} ?selected=${id === chosen.id}>${label}</option>`)}
        </select>
      </label>
    `;
  }

  #setting({ of, unit }: NonNullable<OperationGroup["setting"]>) {
    const { operationSettings } = this.viewer.state;
    return html`
      <label>
        <span class="quiet">${t(`operations.${of}`)}</span>
        <input
          type="number"
          min="0.1"
          max="100"
          step=${of === "marginMm" || of === "smoothMm" ? 1 : 0.1}
          .value=${String(operationSettings[of])}
          @change=${(event: Event) => this.#set(of, event.target as HTMLInputElement)}
        />
        ${unit}
      </label>
    `;
  }

  #set(of: keyof OperationSettings, input: HTMLInputElement): void {
    const { controller, state } = this.viewer;
    const value = input.valueAsNumber;
    if (value >= 0.1 && value <= 100) controller.operations.configure({ [of]: value });
    else input.value = String(state.operationSettings[of]);
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      .group {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
        padding: 6px 0;
        border-top: 1px solid var(--line);
      }
      label {
        flex-basis: 100%;
        display: flex;
        align-items: center;
        gap: 6px;
        font-size: 12px;
      }
      label .quiet {
        flex: 1;
      }
      select {
        height: 26px;
        max-width: 200px;
      }
      p {
        flex-basis: 100%;
        font-size: 12px;
      }
      input {
        width: 64px;
      }
      .group button:not(.primary) {
        background: var(--raised);
      }
      .group button {
        height: 28px;
        padding: 0 9px;
        font-size: 12px;
      }
    `,
  ];
}

customElements.define("operation-panel", OperationPanel);
