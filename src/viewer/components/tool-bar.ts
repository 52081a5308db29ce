import { css, html } from "lit";
import { t } from "../../texts/index.ts";
import { shared } from "../../ui/index.ts";
import { drawingTools, isToolFor, navigatingTools, type ToolEntry } from "../tool-list.ts";
import { type IconName, icon } from "./icon.ts";
import { ViewerElement } from "./viewer-element.ts";

/** The column of tools on the left. */
export class ToolBar extends ViewerElement {
  override render() {
    const { state } = this.viewer;
    const { undoName, redoName, toolSettings } = state;
    const toolButton = ({ tool, icon: name }: ToolEntry) => html`
      <button
        class="icon"
        aria-label=${t(`tools.${tool}`)}
        title=${this.withKey(t(tool === "eraser" ? "tools.eraserTitle" : `tools.${tool}`), `tools.${tool}`)}
        aria-pressed=${state.tool === tool}
        ?disabled=${!state.study}
        @click=${() => this.viewer.controller.selectTool(tool)}
      >
        ${icon(name)}
      </button>
    `;
    return html`
      <div role="toolbar" aria-label=${t("tools.title")} aria-orientation="vertical">
        ${navigatingTools.map(toolButton)}
        <hr />
        ${drawingTools.filter((entry) => isToolFor(entry, state.study?.modality)).map(toolButton)}
        <div class="size" title=${t("tools.size")}>
          <button aria-label=${t("tools.larger")} ?disabled=${!state.study} @click=${() => this.viewer.controller.toolBox.stepBrush(1)}>+</button>
          <span>${toolSettings.brushDiameterMm}<small> mm</small></span>
          <button aria-label=${t("tools.smaller")} ?disabled=${!state.study} @click=${() => this.viewer.controller.toolBox.stepBrush(-1)}>−</button>
        </div>
        <hr />
        <button
          class="icon"
          aria-label=${t("draw.undo")}
          title=${this.withKey(undoName ? t("draw.undoTitle", { step: undoName }) : t("draw.nothingToUndo"), "undo")}
          ?disabled=${!undoName}
          @click=${() => this.viewer.controller.undo()}
        >
          ${icon("undo")}
        </button>
        <button
          class="icon"
          aria-label=${t("draw.redo")}
          title=${this.withKey(redoName ? t("draw.redoTitle", { step: redoName }) : t("draw.nothingToRedo"), "redo")}
          ?disabled=${!redoName}
          @click=${() => this.viewer.controller.redo()}
        >
          ${icon("redo")}
        </button>
        <hr />
        ${this.#toggle("blend", [t("tools.fill"), "fill"], state.showsFill, () => this.viewer.display.toggleFill())}
        ${this.#toggle("instances", [t("tools.panoptic"), "panoptic"], state.showsPanoptic, () => this.viewer.display.togglePanoptic())}
        ${this.#toggle("lines", [t("tools.traces"), "traces"], state.showsTraces, () => this.viewer.display.toggleTraces())}
        <button class="icon" aria-label=${t("tools.fit")} title=${this.withKey(t("tools.fitTitle"), "fit")} ?disabled=${!state.study} @click=${() => this.viewer.display.fit()}>
          ${icon("fit")}
        </button>
        <span class="space"></span>
        <button
          class="icon"
          aria-label=${t("preferences.title")}
          title=${this.withKey(t("preferences.title"), "preferences")}
          @click=${() => this.viewer.display.open("preferences")}
        >
          ${icon("settings")}
        </button>
        <button class="icon" aria-label=${t("tools.keys")} title=${this.withKey(t("tools.keysTitle"), "all")} @click=${() => this.viewer.display.open("keys")}>
          ${icon("keyboard")}
        </button>
      </div>
    `;
  }

  #toggle(name: IconName, [label, action]: readonly [string, string], pressed: boolean, toggle: () => void) {
    return html`
      <button
        class="icon"
        aria-label=${label}
        title=${this.withKey(label, action)}
        aria-pressed=${pressed}
        ?disabled=${!this.viewer.state.study}
        @click=${toggle}
      >
        ${icon(name)}
      </button>
    `;
  }

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        height: 100%;
      }
      div[role="toolbar"] {
        height: 100%;
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: 3px;
        padding: 6px 0;
        overflow: hidden auto;
        scrollbar-width: none;
      }
      hr {
        width: 22px;
        border: 0;
        border-top: 1px solid var(--line);
        margin: 5px 0;
        flex: none;
      }
      button {
        flex: none;
      }
      /* On a low screen, showing all tools matters more than large buttons. */
      @media (max-height: 800px) {
        div[role="toolbar"] {
          gap: 1px;
          padding: 2px 0;
        }
        button.icon {
          height: 28px;
        }
        hr {
          margin: 3px;
        }
      }
      @media (max-height: 760px) {
        div[role="toolbar"] {
          gap: 0;
        }
        button.icon {
          height: 25px;
        }
        hr {
          margin: 2px;
        }
      }
      .space {
        flex: 1;
      }
      .size {
        display: flex;
        flex-direction: column;
        align-items: center;
        font-size: 12px;
      }
      .size button {
        width: 34px;
        height: 24px;
        padding: 0;
        color: var(--muted);
        font-size: 15px;
      }
      small {
        color: var(--muted);
        font-size: 10px;
      }
    `,
  ];
}

customElements.define("tool-bar", ToolBar);
