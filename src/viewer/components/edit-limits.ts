import { css, html } from "lit";
import { isLimited, type LimitSettings } from "../../controller/index.ts";
import type { ValueRange } from "../../editing/index.ts";
import { t } from "../../texts/index.ts";
import { choiceField, panelStyles, shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** Limits on edits: image values, background, slice. While collapsed, it summarises the limits set. */
export class EditLimits extends ViewerElement {
  override render() {
    const { state } = this.viewer;
    if (!state.study) return "";
    return html`
      <details>
        <summary title=${t("limits.explain")}>
          ${t("limits.title")}${isLimited(state) ? html`<span class="now" role="status">${this.#summary()}</span>` : ""}
        </summary>
        ${this.#range()} ${this.#choice("overwrites", ["all", "background"])}
        ${this.#choice("operatesOn", ["volume", "slice"])}
      </details>
    `;
  }

  #summary(): string {
    const { limits, study } = this.viewer.state;
    return [
      limits.range &&
        t("limits.inRange", {
          lower: limits.range.lower,
          upper: limits.range.upper,
          unit: study?.unit ?? "",
        }),
      limits.overwrites === "background" && t("limits.choices.background"),
      limits.operatesOn === "slice" && t("limits.choices.slice"),
    ]
      .filter(Boolean)
      .join(", ");
  }

  #range() {
    const { limits, toolSettings, study } = this.viewer.state;
    const range = limits.range ?? toolSettings.threshold;
    const field = (end: "lower" | "upper") => html`
      <input
        type="number"
        aria-label=${t(`limits.${end}`)}
        .value=${String(range[end])}
        ?disabled=${!limits.range}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          const value = input.valueAsNumber;
          if (Number.isFinite(value))
            this.viewer.controller.limits.set({ range: withEnd(range, end, value) });
          else input.value = String(range[end]);
        }}
      />
    `;
    return html`
      <div class="row">
        <label>
          <input
            type="checkbox"
            .checked=${limits.range !== undefined}
            @change=${(event: Event) =>
              this.viewer.controller.limits.set({
                range: (event.target as HTMLInputElement).checked ? range : undefined,
              })}
          />
          ${t("limits.range")}
        </label>
        <span class="range">
          ${field("lower")} <span class="quiet">${t("limits.rangeTo")}</span> ${field("upper")}
          <span class="quiet">${study?.unit ?? ""}</span>
        </span>
      </div>
    `;
  }

  #choice(
    setting: "overwrites" | "operatesOn",
    choices: readonly LimitSettings["overwrites" | "operatesOn"][],
  ) {
    const chosen = this.viewer.state.limits[setting];
    return html`
      <label class="row">
        <span>${t(`limits.${setting}`)}</span>
        ${choiceField({
          chosen,
          choices,
          textOf: (choice) => t(`limits.choices.${choice}`),
          choose: (choice) => this.viewer.controller.limits.set({ [setting]: choice }),
        })}
      </label>
    `;
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      .now {
        margin-left: 8px;
        font-weight: 400;
        color: var(--accent-bright);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
        margin-bottom: 6px;
        font-size: 12px;
      }
      .row > :first-child {
        flex: 1;
        white-space: nowrap;
        display: flex;
        align-items: center;
        gap: 6px;
      }
      .range {
        display: flex;
        align-items: center;
        gap: 6px;
        margin-left: auto;
      }
      input[type="checkbox"] {
        margin: 0;
        accent-color: var(--accent);
      }
      input[type="number"] {
        width: 56px;
      }
      input:disabled {
        color: var(--faint);
      }
      select {
        height: 26px;
      }
    `,
  ];
}

/** The range with one end moved; the other end moves along rather than being passed. */
function withEnd({ lower, upper }: ValueRange, end: "lower" | "upper", value: number): ValueRange {
  return end === "lower"
    ? { lower: value, upper: Math.max(value, upper) }
    : { lower: Math.min(lower, value), upper: value };
}

customElements.define("edit-limits", EditLimits);
