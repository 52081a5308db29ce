import { css, html } from "lit";
import type { SegmentRow } from "../../extension/index.ts";
import { icon } from "./icon.ts";
import { shared, ViewerElement } from "./viewer-element.ts";

const origins = {
  AUTOMATIC: "by the model",
  SEMIAUTOMATIC: "by the model, edited",
  MANUAL: "by hand",
} as const;

/** The segments: colour, name, volume, and whether each is shown, locked, and how strongly filled. */
export class SegmentList extends ViewerElement {
  override render() {
    const { segments, study } = this.viewer.state;
    if (!study) return "";
    return html`
      <h2>Segments</h2>
      ${
        segments.length === 0
          ? html`<p class="quiet">Choose a model: its segments appear here, to be drawn by it or by hand.</p>`
          : html`<ul aria-label="Segments">
              ${segments.map((row, index) => this.#row(row, index))}
            </ul>`
      }
    `;
  }

  #row(row: SegmentRow, index: number) {
    const { segmentNumber, label, color, visible, locked, opacity, volumeMl, algorithmType } = row;
    const active = segmentNumber === this.viewer.state.activeSegment;
    const key = index < 9 ? ` (${index + 1})` : "";
    return html`
      <li class=${active ? "active" : ""}>
        <button
          class="name"
          aria-pressed=${active}
          title="Draw into ${label}${key}"
          @click=${() => this.viewer.drawing.selectSegment(segmentNumber)}
        >
          <span class="swatch" style="background: rgb(${color.join(" ")})"></span>
          <span class="label ${visible ? "" : "quiet"}">${label}</span>
        </button>
        <span class="volume" title=${algorithmType ? `Drawn ${origins[algorithmType]}` : "Not drawn yet"}>
          ${formatMl(volumeMl)}
        </span>
        <button
          class="icon"
          aria-label="${visible ? "Hide" : "Show"} ${label}"
          title="${visible ? "Hide" : "Show"} ${label}"
          @click=${() => this.viewer.display.setSegment(segmentNumber, { visible: !visible })}
        >
          ${icon(visible ? "eye" : "eyeOff")}
        </button>
        <button
          class="icon ${locked ? "locked" : ""}"
          aria-label="${locked ? "Unlock" : "Lock"} ${label}"
          title="${locked ? "Unlock" : "Lock"} ${label}: a locked segment is never changed"
          @click=${() => this.viewer.display.setSegment(segmentNumber, { locked: !locked })}
        >
          ${icon(locked ? "lock" : "lockOpen")}
        </button>
        ${
          active
            ? html`<label class="opacity">
                <span class="quiet">Fill</span>
                <input
                  type="range"
                  min="0"
                  max="100"
                  aria-label="Opacity of ${label}"
                  .value=${String(Math.round(opacity * 100))}
                  @input=${(event: InputEvent) =>
                    this.viewer.display.setSegment(segmentNumber, {
                      opacity: Number((event.target as HTMLInputElement).value) / 100,
                    })}
                />
                <span class="value">${Math.round(opacity * 100)} %</span>
              </label>`
            : ""
        }
      </li>
    `;
  }

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        padding: 12px 8px;
        font-size: 13px;
        overflow: auto;
      }
      h2 {
        margin: 0 8px 8px;
        font-size: 12px;
        font-weight: 600;
        color: var(--muted);
      }
      p {
        margin: 0 8px;
        line-height: 1.45;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: grid;
        grid-template-columns: 1fr auto 30px 30px;
        align-items: center;
        border-radius: 6px;
        padding: 1px 4px 1px 0;
      }
      li.active {
        background: var(--selected);
      }
      .name {
        justify-content: flex-start;
        min-width: 0;
        height: 34px;
        padding: 0 8px;
        gap: 10px;
      }
      .name,
      .name:hover:not(:disabled),
      .name[aria-pressed="true"] {
        background: none;
        color: var(--text);
      }
      .active .label {
        font-weight: 600;
      }
      .label {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .swatch {
        width: 12px;
        height: 12px;
        border-radius: 3px;
        flex: none;
      }
      .volume {
        color: var(--muted);
        padding-right: 6px;
        white-space: nowrap;
      }
      .active .volume {
        color: var(--text);
      }
      button.icon {
        width: 28px;
        height: 28px;
        color: var(--faint);
      }
      button.icon:hover,
      button.locked {
        color: var(--text);
      }
      button.icon svg {
        width: 16px;
        height: 16px;
      }
      .opacity {
        grid-column: 1 / -1;
        display: grid;
        grid-template-columns: auto 1fr 42px;
        align-items: center;
        gap: 10px;
        padding: 2px 8px 4px 30px;
        font-size: 12px;
      }
      .opacity input {
        min-width: 0;
        height: 24px;
        margin: 0;
        accent-color: var(--accent);
      }
      .value {
        text-align: right;
        color: var(--muted);
      }
    `,
  ];
}

/** 1482 ml, 37.2 ml, 0.43 ml */
export function formatMl(ml: number): string {
  if (ml === 0) return "–";
  const digits = ml >= 100 ? 0 : ml >= 10 ? 1 : 2;
  return `${ml.toFixed(digits)} ml`;
}

customElements.define("segment-list", SegmentList);
