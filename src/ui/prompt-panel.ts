import { css, html } from "lit";
import { formatNumber, messageText, t } from "../texts/index.ts";
import type { PromptMark, ToolSettings } from "../tools/index.ts";
import { choiceField } from "./choice.ts";
import { PanelElement } from "./panel-element.ts";
import { titleWithKey } from "./panel-model.ts";
import { panelStyles, shared } from "./styles.ts";

/**
 * The object being outlined: what to do next, the marks, and where the outline goes. Empty unless the tool is active or
 * there are marks.
 */
export class PromptPanel extends PanelElement {
  override render() {
    const { tool, prompting, prompter, segments, activeSegment } = this.model.state;
    if (tool !== "prompt" && !prompting) return "";
    const active = segments.find(({ segmentNumber }) => segmentNumber === activeSegment);
    return html`
      <h2>${t("tools.prompt")}</h2>
      <p role="status">${this.#status()}</p>
      ${prompting ? this.#decision() : ""}
      ${prompting ? this.#marks(prompting.marks) : ""}
      ${this.#choice("promptDrag", ["box", "lasso", "scribble"])} ${this.#choice("promptInto", ["active", "new"])}
      <div class="here">
        <span class="quiet">${t("prompting.atCrosshairs")}</span>
        <button aria-label=${t("prompting.addHere")} @click=${() => this.model.promptAtCursor(true)}>${t("prompting.add")}</button>
        <button
          aria-label=${t("prompting.takeAwayHere")}
          ?disabled=${!prompting}
          @click=${() => this.model.promptAtCursor(false)}
        >
          ${t("prompting.takeAway")}
        </button>
      </div>
      <div class="buttons">
        <button
          title=${t("prompting.followTitle", { label: active?.label ?? "" })}
          ?disabled=${!active?.volumeMl}
          @click=${() => this.model.followDrawnSlice()}
        >
          ${t("prompting.follow")}
        </button>
      </div>
      ${
        prompter?.method === "random-walker"
          ? html`<p class="quiet">${t("prompting.walker")} ${messageText(prompter.reason ?? "")}</p>`
          : ""
      }
    `;
  }

  #status(): string {
    const { prompting } = this.model.state;
    if (!prompting) return t("prompting.start");
    const { isOutlining, volumeMl } = prompting;
    if (isOutlining || volumeMl === undefined) return t("prompting.working");
    if (volumeMl === 0) return t("prompting.nothing");
    const next = t(this.model.keyOf("enter") ? "prompting.again" : "prompting.againByButtons");
    return `${formatNumber(volumeMl, volumeMl < 10 ? 2 : 1)} ml. ${next}`;
  }

  #decision() {
    const { toolSettings, activeSegment } = this.model.state;
    const active = this.model.findSegment(activeSegment);
    const isNew = toolSettings.promptInto === "new" || !active;
    const intoActive = t("prompting.takeTitle", { label: active?.label ?? "" });
    return html`
      <div class="buttons">
        <button title=${titleWithKey(this.model, t("prompting.discardTitle"), "cancel")} @click=${() => this.model.discardPrompts()}>
          ${t("prompting.discard")}
        </button>
        ${
          isNew
            ? ""
            : html`<button title=${titleWithKey(this.model, t("prompting.takeNewTitle"), "growFromSeeds")} @click=${() => this.model.takePrompts("new")}>
                ${t("prompting.asNew")}
              </button>`
        }
        <button
          class="primary"
          title=${titleWithKey(this.model, isNew ? t("prompting.takeNewTitle") : intoActive, "enter")}
          @click=${() => this.model.takePrompts()}
        >
          ${t("prompting.take")}
        </button>
      </div>
    `;
  }

  #marks(marks: readonly PromptMark[]) {
    return html`
      <ul aria-label=${t("prompting.marks")}>
        ${marks.map(
          (mark, n) => html`
            <li>
              <button
                class=${mark.adds ? "adds" : "takes-away"}
                aria-label=${t("prompting.remove", { number: String(n + 1), kind: kindOf(mark) })}
                title=${t("prompting.remove", { number: String(n + 1), kind: kindOf(mark) })}
                @click=${() => this.model.removePrompt(n)}
              >
                ${mark.adds ? "+" : "−"} ${n + 1} <span aria-hidden="true">×</span>
              </button>
            </li>
          `,
        )}
      </ul>
    `;
  }

  #choice(
    setting: "promptDrag" | "promptInto",
    choices: readonly ToolSettings["promptDrag" | "promptInto"][],
  ) {
    const chosen = this.model.state.toolSettings[setting];
    return html`
      <label>
        <span class="quiet">${t(`toolOptions.${setting}`)}</span>
        ${choiceField({
          chosen,
          choices,
          textOf: (choice) => t(`toolOptions.choices.${choice}`),
          choose: (choice) => this.model.configureTools({ [setting]: choice }),
        })}
      </label>
    `;
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      p[role="status"] {
        margin-bottom: calc(10 * var(--unit));
        /* Two lines, so that the content below does not move. */
        min-height: calc(38 * var(--unit));
      }
      .buttons {
        flex-wrap: wrap;
        gap: calc(4 * var(--unit));
      }
      .buttons button,
      .here button {
        padding: 0 calc(8 * var(--unit));
      }
      .buttons button:not(.primary),
      .here button,
      li button {
        background: var(--raised);
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: calc(4 * var(--unit));
        margin: 0 0 calc(10 * var(--unit));
        padding: 0;
        list-style: none;
      }
      li button {
        height: calc(26 * var(--unit));
        padding: 0 calc(8 * var(--unit));
        gap: calc(5 * var(--unit));
        font-size: var(--font-size-small);
      }
      .takes-away {
        color: var(--warning);
      }
      label,
      .here {
        display: flex;
        align-items: center;
        gap: calc(4 * var(--unit));
        margin-bottom: calc(6 * var(--unit));
      }
      label .quiet,
      .here .quiet {
        flex: 1;
      }
    `,
  ];
}

function kindOf({ kind, adds }: PromptMark): string {
  if (adds) return t(`prompting.kinds.adds.${kind}`);
  return t(`prompting.kinds.takesAway.${kind === "scribble" ? kind : "click"}`);
}

customElements.define("autoseg-prompts", PromptPanel);
