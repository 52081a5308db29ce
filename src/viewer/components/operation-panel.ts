import { css, html } from "lit";
import { messages } from "../messages.ts";
import {
  canOperate,
  type OperationGroup,
  type OperationSettings,
  operationGroups,
} from "../operation-list.ts";
import { panelStyles } from "./panel-styles.ts";
import { shared, ViewerElement } from "./viewer-element.ts";

/** What can be done to the whole active segment; each is one step that can be undone. */
export class OperationPanel extends ViewerElement {
  override render() {
    const { state } = this.viewer;
    const active = state.segments.find(({ segmentNumber }) => segmentNumber === state.activeSegment);
    if (!active || active.volumeMl === 0) return "";
    return html`
      <details>
        <summary>${messages.operations.title(active.label)}</summary>
        ${operationGroups.map((group) => this.#group(group))}
      </details>
    `;
  }

  #group({ setting, entries }: OperationGroup) {
    const isEnabled = canOperate(this.viewer.state) && !this.viewer.state.isOperating;
    return html`
      <div class="group" role="group" aria-label=${setting?.label ?? messages.operations.others}>
        ${setting ? this.#setting(setting) : ""}
        ${entries.map(
          (entry) => html`
            <button
              title="${entry.title} (Alt+${entry.key})"
              ?disabled=${!isEnabled}
              @click=${() => this.viewer.drawing.operate(entry)}
            >
              ${entry.name}
            </button>
          `,
        )}
      </div>
    `;
  }

  #setting({ of, label, unit }: NonNullable<OperationGroup["setting"]>) {
    const { operationSettings } = this.viewer.state;
    return html`
      <label>
        <span class="quiet">${label}</span>
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
    const { workspace } = this.viewer;
    const { operationSettings } = workspace.state;
    const value = input.valueAsNumber;
    if (value >= 0.1 && value <= 100)
      workspace.store.update({ operationSettings: { ...operationSettings, [of]: value } });
    else input.value = String(operationSettings[of]);
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      summary {
        cursor: pointer;
        padding: 8px 0;
        font-size: 12px;
        font-weight: 600;
        color: var(--muted);
      }
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
      input {
        width: 64px;
        height: 26px;
        padding: 0 6px;
        border: 0;
        border-radius: 5px;
        background: var(--raised);
        text-align: right;
      }
      .group button {
        height: 28px;
        padding: 0 9px;
        font-size: 12px;
        background: var(--raised);
      }
    `,
  ];
}

customElements.define("operation-panel", OperationPanel);
