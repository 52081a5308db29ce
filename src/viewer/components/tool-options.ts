import { css, html } from "lit";
import { t } from "../../texts/index.ts";
import type { ToolSettings } from "../../tools/index.ts";
import { choiceField, panelStyles, shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

type NumberSetting =
  | "brushDiameterMm"
  | "floodTolerance"
  | "isocontourPercent"
  | "isocontourValue"
  | "isocontourDiameterMm"
  | "scissorsReachMm";
type SwitchSetting = "previews" | "smooths";
type ChoiceSetting = "brushShape" | "floodIn" | "isocontour" | "scissors" | "scissorsThrough";

/** Settings of the active tool. */
export class ToolOptions extends ViewerElement {
  override render() {
    const { study, tool } = this.viewer.state;
    if (!study) return "";
    const content = this.#content();
    return tool && content ? html`<h2>${t(`tools.${tool}`)}</h2>${content}` : "";
  }

  #content() {
    switch (this.viewer.state.tool) {
      case "brush":
      case "eraser":
        return html`${this.#number("brushDiameterMm", "mm")} ${this.#choice("brushShape", ["circle", "sphere"])}`;
      case "threshold-brush":
        return html`
          ${this.#number("brushDiameterMm", "mm")} ${this.#choice("brushShape", ["circle", "sphere"])}
          ${this.#range()} ${this.#switch("smooths")}
          <div class="buttons">
            <button
              class="raised"
              title=${t("toolOptions.thresholdTitle")}
              ?disabled=${!!this.viewer.state.run}
              @click=${() => void this.viewer.controller.operations.previewThreshold()}
            >
              ${t("toolOptions.threshold")}
            </button>
          </div>
        `;
      case "measure":
        return html`<p class="quiet">${t("toolOptions.measure")}</p>`;
      case "run-box":
        return html`<p class="quiet">${t("toolOptions.runBox")}</p>`;
      case "scribbles":
        return html`${this.#number("brushDiameterMm", "mm")} ${this.#scribbles()}`;
      case "flood-fill":
        return html`${this.#number("floodTolerance", this.viewer.state.study?.unit ?? "")}
        ${this.#choice("floodIn", ["slice", "volume"])} ${this.#switch("smooths")} ${this.#switch("previews")}`;
      case "isocontour":
        return this.#isocontour();
      case "scissors":
        return html`
          ${this.#choice("scissors", ["erase-inside", "erase-outside", "fill-inside", "fill-outside", "cut"])}
          ${this.#choice("scissorsThrough", ["slice", "near", "volume"])}
          ${this.viewer.state.toolSettings.scissorsThrough === "near" ? this.#number("scissorsReachMm", "mm") : ""}
          ${this.#switch("previews")}
        `;
      default:
        return undefined;
    }
  }

  #isocontour() {
    const { isocontour } = this.viewer.state.toolSettings;
    const { suvFactor, unit = "" } = this.viewer.state.study ?? {};
    return html`
      <p class="quiet">${t("toolOptions.isocontourHelp")}</p>
      ${this.#choice("isocontour", suvFactor === undefined ? ["percent", "own"] : ["percent", "suv25", "suv4", "own"])}
      ${isocontour === "percent" ? this.#number("isocontourPercent", "%", 100) : ""}
      ${isocontour === "own" ? this.#number("isocontourValue", suvFactor === undefined ? unit : "SUV") : ""}
      ${this.#number("isocontourDiameterMm", "mm")}
    `;
  }

  #scribbles() {
    const { controller, state } = this.viewer;
    const { operations } = controller;
    const button = (label: string, title: string, press: () => void) => html`
      <button class="raised" title=${title} ?disabled=${!state.hasScribbles || !!state.run} @click=${press}>${label}</button>
    `;
    return html`
      <p class="quiet">${t("toolOptions.scribbles")}</p>
      <div class="buttons scribbles">
        ${button(t("toolOptions.discardScribbles"), t("toolOptions.discardScribblesTitle"), () => operations.discardScribbles())}
        ${button(t("toolOptions.grow"), this.withKey(t("toolOptions.growTitle"), "growFromSeeds"), () => void operations.growFromScribbles())}
        ${button(t("toolOptions.repair"), this.withKey(t("toolOptions.repairTitle"), "enter"), () => void operations.repairFromScribbles())}
      </div>
    `;
  }

  #switch(setting: SwitchSetting) {
    return html`
      <label>
        <input
          type="checkbox"
          .checked=${this.viewer.state.toolSettings[setting]}
          @change=${(event: Event) =>
            this.viewer.controller.toolBox.configure({
              [setting]: (event.target as HTMLInputElement).checked,
            })}
        />
        ${t(`toolOptions.${setting}`)}
      </label>
    `;
  }

  #number(setting: NumberSetting, unit: string, largest = 500) {
    const value = this.viewer.state.toolSettings[setting];
    return html`
      <label>
        <span class="quiet">${t(`toolOptions.${setting}`)}</span>
        <input
          type="number"
          min=${setting === "isocontourValue" ? 0.1 : 1}
          max=${setting === "isocontourValue" ? 10_000 : largest}
          step="any"
          .value=${String(value)}
          @change=${(event: Event) => this.#set(event.target as HTMLInputElement, value, (given) => ({ [setting]: given }))}
        />
        <span class="unit">${unit}</span>
      </label>
    `;
  }

  #range() {
    const { threshold } = this.viewer.state.toolSettings;
    const unit = this.viewer.state.study?.unit ?? "";
    const field = (end: "lower" | "upper") => html`
      <label>
        <span class="quiet">${t(`toolOptions.${end}`)}</span>
        <input
          type="number"
          .value=${String(threshold[end])}
          @change=${(event: Event) =>
            this.#set(event.target as HTMLInputElement, threshold[end], (given) => ({
              threshold: { ...threshold, [end]: given },
            }))}
        />
        <span class="unit">${unit}</span>
      </label>
    `;
    return html`${field("lower")} ${field("upper")}`;
  }

  #choice(setting: ChoiceSetting, choices: readonly ToolSettings[ChoiceSetting][]) {
    const chosen = this.viewer.state.toolSettings[setting];
    return html`
      <label>
        <span class="quiet">${t(`toolOptions.${setting}`)}</span>
        ${choiceField({
          chosen,
          choices,
          textOf: (choice) => t(`toolOptions.choices.${choice}`),
          choose: (choice) => this.viewer.controller.toolBox.configure({ [setting]: choice }),
        })}
      </label>
    `;
  }

  /** Takes over a number, or restores the previous one if it is invalid. */
  #set(input: HTMLInputElement, before: number, change: (value: number) => Partial<ToolSettings>): void {
    const value = input.valueAsNumber;
    const isInRange = input.min === "" || (value >= Number(input.min) && value <= Number(input.max));
    if (Number.isFinite(value) && isInRange) this.viewer.controller.toolBox.configure(change(value));
    else input.value = String(before);
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      label {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-bottom: 6px;
      }
      label .quiet {
        flex: 1;
      }
      input[type="number"] {
        width: 72px;
        height: 28px;
        border-radius: 6px;
      }
      .scribbles {
        margin-top: 8px;
      }
      .raised {
        background: var(--raised);
      }
      .unit {
        width: 26px;
        color: var(--muted);
      }
      select {
        max-width: 150px;
      }
    `,
  ];
}

customElements.define("tool-options", ToolOptions);
