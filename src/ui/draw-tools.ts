import { css, html } from "lit";
import type { AutosegExtension, DrawingTool } from "../cornerstone/index.ts";
import { t } from "../texts/index.ts";
import type { ToolSettings } from "../tools/index.ts";
import { PanelElement } from "./panel-element.ts";
import { panelStyles, shared } from "./styles.ts";

const tools = ["brush", "eraser", "prompt"] as const satisfies readonly DrawingTool[];

/** Detail of `choose` events: the tool to activate, undefined for none. */
export interface ChosenTool {
  readonly tool: DrawingTool | undefined;
}

/** Brush and eraser with their size, undo and redo. Pressing the active tool again deactivates it. */
export class DrawTools extends PanelElement<AutosegExtension> {
  override render() {
    const { tool, toolSettings, undoName, redoName, run, study } = this.model.state;
    return html`
      <h2>${t("draw.title")}</h2>
      <div class="row">
        ${tools.map(
          (name) => html`
            <button title=${t(`draw.${name}Title`)} aria-pressed=${tool === name} ?disabled=${!!run && name === "prompt"} @click=${() => this.#toggle(name)}>
              ${t(`tools.${name}`)}
            </button>
          `,
        )}
        <button title=${undoName ? t("draw.undoTitle", { step: undoName }) : t("draw.nothingToUndo")} ?disabled=${!undoName} @click=${() => this.model.undo()}>
          ${t("draw.undo")}
        </button>
        <button title=${redoName ? t("draw.redoTitle", { step: redoName }) : t("draw.nothingToRedo")} ?disabled=${!redoName} @click=${() => this.model.redo()}>
          ${t("draw.redo")}
        </button>
      </div>
      <div class="row">
        <input
          type="range"
          min="1"
          max="80"
          aria-label=${t("draw.size")}
          title=${t("draw.size")}
          .value=${String(toolSettings.brushDiameterMm)}
          ?disabled=${!study}
          @input=${(event: Event) =>
            this.#configure({ brushDiameterMm: (event.target as HTMLInputElement).valueAsNumber })}
        />
        <span class="quiet">${toolSettings.brushDiameterMm} mm</span>
        <label title=${t("draw.sphereTitle")}>
          <input
            type="checkbox"
            .checked=${toolSettings.brushShape === "sphere"}
            ?disabled=${!study}
            @change=${(event: Event) =>
              this.#configure({
                brushShape: (event.target as HTMLInputElement).checked ? "sphere" : "circle",
              })}
          />
          ${t("draw.sphere")}
        </label>
      </div>
    `;
  }

  #toggle(tool: DrawingTool): void {
    const chosen = this.model.state.tool === tool ? undefined : tool;
    this.dispatchEvent(new CustomEvent<ChosenTool>("choose", { detail: { tool: chosen } }));
  }

  #configure(change: Partial<ToolSettings>): void {
    this.model.configureTools(change);
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: calc(6 * var(--unit));
        margin-bottom: calc(6 * var(--unit));
      }
      button {
        background: var(--raised);
      }
      input[type="range"] {
        flex: 1;
        min-width: 0;
        accent-color: var(--accent);
      }
      label {
        display: flex;
        align-items: center;
        gap: calc(4 * var(--unit));
      }
    `,
  ];
}

customElements.define("autoseg-draw", DrawTools);
