import { css, html } from "lit";
import { exportedVolumeMl, type SegmentRow } from "../controller/index.ts";
import { formatMl } from "./format-ml.ts";
import { panelIcon } from "./icons.ts";
import { PanelElement } from "./panel-element.ts";
import { titleWithKey } from "./panel-model.ts";
import "./segment-dialog.ts";
import { t, withKey } from "../texts/index.ts";
import { styled } from "./styled.ts";
import { shared } from "./styles.ts";

/** The segments: colour, name, volume, visibility, lock and opacity. */
export class SegmentList extends PanelElement {
  override render() {
    const { segments, study, models, noneFits } = this.model.state;
    if (!study) return "";
    return html`
      <h2>${t("segments.title")}</h2>
      ${
        segments.length === 0
          ? html`<p class="quiet">${models.length > 0 && noneFits === undefined ? t("segments.none") : t("segments.noneByHand")}</p>`
          : html`<ul aria-label=${t("segments.title")}>
              ${segments.map((row, index) => this.#row(row, index))}
            </ul>`
      }
      <button
        class="add"
        title=${titleWithKey(this.model, t("segments.addTitle"), "addSegment")}
        ?disabled=${!this.#canChange}
        @click=${() => this.model.openSegmentDialog("new")}
      >
        ${panelIcon("add")}${t("segments.add")}
      </button>
      ${this.#presets()}
      <autoseg-segment-dialog .model=${this.model}></autoseg-segment-dialog>
    `;
  }

  /** The user's presets. */
  #presets() {
    const { segmentPresets } = this.model.state.preferences;
    if (segmentPresets.length === 0) return "";
    const choose = (event: Event): void => {
      const select = event.target as HTMLSelectElement;
      void this.model.addSegmentPreset(select.value);
      select.value = "";
    };
    return html`
      <select class="presets" aria-label=${t("segments.preset")} ?disabled=${!this.#canChange} @change=${choose}>
        <option value="" selected>${t("segments.preset")}</option>
        ${segmentPresets.map(
          ({ name, segments }) =>
            html`<option value=${name} title=${segments.map(({ label }) => label).join(", ")}>${name}</option>`,
        )}
      </select>
    `;
  }

  #row(row: SegmentRow, index: number) {
    const { segmentNumber, label, color, visible, locked, opacity, volumeMl, cutOff, algorithmType } = row;
    const { activeSegment, rejected } = this.model.state;
    const active = segmentNumber === activeSegment;
    const exportedMl = exportedVolumeMl(row, rejected);
    const origin = algorithmType ? t(`segments.origins.${algorithmType}`) : t("segments.notDrawn");
    const title = t("segments.drawInto", { label });
    return html`
      <li class=${active ? "active" : ""}>
        <button
          class="name"
          aria-pressed=${active}
          title=${index < 9 && this.model.keyOf("chooseSegment") ? withKey(title, String(index + 1)) : title}
          @click=${() => this.model.selectSegment(segmentNumber)}
        >
          <span class="swatch" ${styled({ background: `rgb(${color.join(" ")})` })}></span>
          <span class="label ${visible ? "" : "quiet"}">${label}</span>
        </button>
        <span class="volume" title=${exportedMl === volumeMl ? origin : t("segments.asExported", { origin, drawn: formatMl(volumeMl) })}>
          ${formatMl(exportedMl)}${cutOff.length > 0 && volumeMl > 0 ? html` <br /><span class="cut-off">${t("segments.cutOff", { sides: cutOff.map((side) => t(`segments.cutOffSides.${side}`)) })}</span>` : ""}
        </span>
        <button
          class="icon"
          aria-label=${visible ? t("segments.hide", { label }) : t("segments.show", { label })}
          title=${visible ? t("segments.hide", { label }) : t("segments.show", { label })}
          @click=${() => this.model.setSegmentDisplay(segmentNumber, { visible: !visible })}
        >
          ${panelIcon(visible ? "eye" : "eyeOff")}
        </button>
        <button
          class="icon ${locked ? "locked" : ""}"
          aria-label=${locked ? t("segments.unlock", { label }) : t("segments.lock", { label })}
          title=${t("segments.lockTitle", { action: locked ? t("segments.unlock", { label }) : t("segments.lock", { label }) })}
          @click=${() => this.model.setSegmentDisplay(segmentNumber, { locked: !locked })}
        >
          ${panelIcon(locked ? "lock" : "lockOpen")}
        </button>
        ${
          active
            ? html`<div class="more">
                <label class="opacity">
                <span class="quiet">${t("segments.fill")}</span>
                <input
                  type="range"
                  min="0"
                  max="100"
                  aria-label=${t("segments.opacity", { label })}
                  .value=${String(Math.round(opacity * 100))}
                  @input=${(event: InputEvent) =>
                    this.model.setSegmentDisplay(segmentNumber, {
                      opacity: Number((event.target as HTMLInputElement).value) / 100,
                    })}
                />
                <span class="value">${Math.round(opacity * 100)} %</span>
                </label>
                ${this.#actions(row)}
                <label class="overlaps" title=${t("segments.overlapsTitle", { label })}>
                  <input
                    type="checkbox"
                    .checked=${row.overlaps}
                    @change=${(event: Event) =>
                      this.model.setSegmentDisplay(segmentNumber, {
                        overlaps: (event.target as HTMLInputElement).checked,
                      })}
                  />
                  ${t("segments.overlaps")}
                </label>
              </div>`
            : ""
        }
      </li>
    `;
  }

  /** Buttons for the whole segment. */
  #actions({ segmentNumber, label, visible, locked }: SegmentRow) {
    const mayDelete = visible && !locked;
    return html`
      <button
        class="icon"
        aria-label=${t("segments.change", { label })}
        title=${titleWithKey(this.model, t("segments.changeTitle", { label }), "changeSegment")}
        ?disabled=${!this.#canChange}
        @click=${() => this.model.openSegmentDialog(segmentNumber)}
      >
        ${panelIcon("pencil")}
      </button>
      <button
        class="icon"
        aria-label=${t("segments.delete", { label })}
        title=${mayDelete ? t("segments.deleteTitle", { label }) : t("segments.deleteLocked", { label })}
        ?disabled=${!this.#canChange || !mayDelete}
        @click=${() => this.model.deleteSegment(segmentNumber)}
      >
        ${panelIcon("bin")}
      </button>
    `;
  }

  get #canChange(): boolean {
    return !this.model.state.run && this.model.canSegment;
  }

  static override styles = [
    shared,
    css`
      .cut-off {
        color: var(--warning);
        font-size: var(--font-size-small);
      }
      :host {
        display: block;
        padding: calc(12 * var(--unit)) calc(8 * var(--unit));
        font-size: var(--font-size);
        overflow: auto;
      }
      h2 {
        margin: 0 calc(8 * var(--unit)) calc(8 * var(--unit));
        font-size: var(--font-size-small);
        font-weight: var(--font-weight-strong);
        color: var(--muted);
      }
      p {
        margin: 0 calc(8 * var(--unit));
        line-height: 1.45;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) fit-content(calc(120 * var(--unit))) var(--control) var(--control);
        align-items: center;
        border-radius: var(--radius);
        padding: var(--unit) calc(4 * var(--unit)) var(--unit) 0;
      }
      li.active {
        background: var(--selected);
      }
      .name {
        justify-content: flex-start;
        min-width: 0;
        height: auto;
        min-height: calc(34 * var(--unit));
        padding: calc(3 * var(--unit)) calc(8 * var(--unit));
        gap: calc(10 * var(--unit));
      }
      .name,
      .name:hover:not(:disabled),
      .name[aria-pressed="true"] {
        background: none;
        color: var(--text);
      }
      .active .label {
        font-weight: var(--font-weight-strong);
      }
      /* The whole name, wrapped onto as many lines as needed. */
      .label {
        min-width: 0;
        line-height: 1.25;
        text-align: left;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      .swatch {
        width: calc(12 * var(--unit));
        height: calc(12 * var(--unit));
        border-radius: calc(0.5 * var(--radius));
        flex: none;
      }
      .volume {
        color: var(--muted);
        padding: calc(3 * var(--unit)) calc(6 * var(--unit)) calc(3 * var(--unit)) 0;
        line-height: 1.25;
      }
      .active .volume {
        color: var(--text);
      }
      button.icon {
        width: calc(28 * var(--unit));
        height: calc(28 * var(--unit));
        color: var(--faint);
      }
      button.icon:hover,
      button.locked {
        color: var(--text);
      }
      button.icon svg {
        width: calc(16 * var(--unit));
        height: calc(16 * var(--unit));
      }
      .more {
        grid-column: 1 / -1;
        display: grid;
        grid-template-columns: 1fr var(--control) var(--control);
        align-items: center;
        padding: 0 0 calc(3 * var(--unit)) var(--control);
      }
      .opacity {
        display: grid;
        grid-template-columns: auto 1fr calc(42 * var(--unit));
        align-items: center;
        gap: calc(10 * var(--unit));
        padding-right: calc(6 * var(--unit));
        font-size: var(--font-size-small);
      }
      .overlaps {
        grid-column: 1 / -1;
        display: flex;
        align-items: center;
        gap: calc(6 * var(--unit));
        font-size: var(--font-size-small);
      }
      button.add {
        margin-top: calc(4 * var(--unit));
        padding: 0 calc(8 * var(--unit)) 0 calc(6 * var(--unit));
        gap: calc(8 * var(--unit));
        color: var(--muted);
      }
      button.add:hover:not(:disabled) {
        color: var(--text);
      }
      button.add svg {
        width: calc(16 * var(--unit));
        height: calc(16 * var(--unit));
      }
      .opacity input {
        min-width: 0;
        height: calc(24 * var(--unit));
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

customElements.define("autoseg-segments", SegmentList);
