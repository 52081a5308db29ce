import { css, html } from "lit";
import type { ToolName } from "../../cornerstone/index.ts";
import { type IconName, icon } from "./icon.ts";
import { shared, ViewerElement } from "./viewer-element.ts";

interface ToolButton {
  readonly tool: ToolName;
  readonly icon: IconName;
  readonly name: string;
  readonly key: string;
}

const navigating: readonly ToolButton[] = [
  { tool: "crosshairs", icon: "crosshair", name: "Crosshairs", key: "X" },
  { tool: "window", icon: "contrast", name: "Window", key: "D" },
  { tool: "pan", icon: "hand", name: "Pan", key: "P" },
];
const drawing: readonly ToolButton[] = [
  { tool: "brush", icon: "brush", name: "Brush", key: "B" },
  { tool: "eraser", icon: "eraser", name: "Eraser", key: "E" },
  { tool: "threshold-brush", icon: "thresholdBrush", name: "Threshold brush", key: "M" },
  { tool: "scissors", icon: "scissors", name: "Scissors", key: "K" },
  { tool: "contour", icon: "outline", name: "Contour", key: "O" },
  { tool: "flood-fill", icon: "bucket", name: "Flood fill", key: "G" },
  { tool: "hints", icon: "hints", name: "Hints for a repair", key: "H" },
];

/** The column of tools on the left. */
export class ToolBar extends ViewerElement {
  override render() {
    const { state } = this.viewer;
    const { run, undoName, redoName, brushDiameterMm } = state;
    const toolButton = ({ tool, icon: name, name: label, key }: ToolButton) => html`
      <button
        class="icon"
        aria-label=${label}
        title="${label} (${key})"
        aria-pressed=${state.tool === tool}
        ?disabled=${!state.study}
        @click=${() => this.viewer.selectTool(tool)}
      >
        ${icon(name)}
      </button>
    `;
    return html`
      <div role="toolbar" aria-label="Tools" aria-orientation="vertical">
        ${navigating.map(toolButton)}
        <hr />
        ${drawing.map(toolButton)}
        <div class="size" title="Brush diameter ( [ and ] )">
          <button aria-label="Increase size" ?disabled=${!state.study} @click=${() => this.viewer.stepBrush(1)}>+</button>
          <span>${brushDiameterMm}<small> mm</small></span>
          <button aria-label="Decrease size" ?disabled=${!state.study} @click=${() => this.viewer.stepBrush(-1)}>−</button>
        </div>
        <hr />
        <button
          class="icon"
          aria-label="Undo"
          title=${undoName ? `Undo ${undoName} (Ctrl+Z)` : "Nothing to undo (Ctrl+Z)"}
          ?disabled=${!undoName || !!run}
          @click=${() => this.viewer.undo()}
        >
          ${icon("undo")}
        </button>
        <button
          class="icon"
          aria-label="Redo"
          title=${redoName ? `Redo ${redoName} (Ctrl+Shift+Z)` : "Nothing to redo (Ctrl+Shift+Z)"}
          ?disabled=${!redoName || !!run}
          @click=${() => this.viewer.redo()}
        >
          ${icon("redo")}
        </button>
        <hr />
        ${this.#toggle("blend", "Fill", "F", state.showsFill, () => this.viewer.toggleFill())}
        ${this.#toggle("lines", "Crosshair lines", "T", state.showsTraces, () => this.viewer.toggleTraces())}
        ${this.#toggle("single", "One pane", "L", state.layout === "single", () => this.viewer.toggleLayout())}
        <button class="icon" aria-label="Fit" title="Fit the images to the panes (R)" ?disabled=${!state.study} @click=${() => this.viewer.fit()}>
          ${icon("fit")}
        </button>
        <span class="space"></span>
        <button class="icon" aria-label="Keys" title="All keys (?)" @click=${() => this.viewer.setKeysShown(true)}>
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
        height: 22px;
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
