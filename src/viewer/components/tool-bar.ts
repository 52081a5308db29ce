import { css, html } from "lit";
import { shared } from "../../ui/index.ts";
import { messages } from "../messages.ts";
import { drawingTools, navigatingTools, type ToolEntry } from "../tool-list.ts";
import { type IconName, icon } from "./icon.ts";
import { ViewerElement } from "./viewer-element.ts";

/** The column of tools on the left. */
export class ToolBar extends ViewerElement {
  override render() {
    const { state } = this.viewer;
    const { run, undoName, redoName, toolSettings } = state;
    const toolButton = ({ tool, icon: name, key }: ToolEntry) => html`
      <button
        class="icon"
        aria-label=${messages.tools[tool]}
        title="${messages.toolTitles[tool] ?? messages.tools[tool]} (${key})"
        aria-pressed=${state.tool === tool}
        ?disabled=${!state.study}
        @click=${() => this.viewer.drawing.selectTool(tool)}
      >
        ${icon(name)}
      </button>
    `;
    return html`
      <div role="toolbar" aria-label="Tools" aria-orientation="vertical">
        ${navigatingTools.map(toolButton)}
        <hr />
        ${drawingTools.map(toolButton)}
        <div class="size" title="Brush diameter ( [ and ] )">
          <button aria-label="Increase size" ?disabled=${!state.study} @click=${() => this.viewer.drawing.stepBrush(1)}>+</button>
          <span>${toolSettings.brushDiameterMm}<small> mm</small></span>
          <button aria-label="Decrease size" ?disabled=${!state.study} @click=${() => this.viewer.drawing.stepBrush(-1)}>−</button>
        </div>
        <hr />
        <button
          class="icon"
          aria-label="Undo"
          title=${undoName ? `Undo ${undoName} (Ctrl+Z)` : "Nothing to undo (Ctrl+Z)"}
          ?disabled=${!undoName || !!run}
          @click=${() => this.viewer.drawing.undo()}
        >
          ${icon("undo")}
        </button>
        <button
          class="icon"
          aria-label="Redo"
          title=${redoName ? `Redo ${redoName} (Ctrl+Shift+Z)` : "Nothing to redo (Ctrl+Shift+Z)"}
          ?disabled=${!redoName || !!run}
          @click=${() => this.viewer.drawing.redo()}
        >
          ${icon("redo")}
        </button>
        <hr />
        ${this.#toggle("blend", "Fill", "F", state.showsFill, () => this.viewer.display.toggleFill())}
        ${this.#toggle("lines", "Crosshair lines", "T", state.showsTraces, () => this.viewer.display.toggleTraces())}
        <button class="icon" aria-label="Fit" title="Fit the images to the panes (R)" ?disabled=${!state.study} @click=${() => this.viewer.display.fit()}>
          ${icon("fit")}
        </button>
        <span class="space"></span>
        <button class="icon" aria-label="Keys" title="All keys (?)" @click=${() => this.viewer.display.open("keys")}>
          ${icon("keyboard")}
        </button>
      </div>
    `;
  }

  #toggle(name: IconName, label: string, key: string, pressed: boolean, toggle: () => void) {
    return html`
      <button
        class="icon"
        aria-label=${label}
        title="${label} (${key})"
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
