import { css, html } from "lit";
import { keyText, t } from "../../texts/index.ts";
import { panelStyles, shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

const steps = [
  { actions: [], text: "segment" },
  { actions: ["next", "enter", "reject"], text: "review" },
  { actions: ["tools.brush"], text: "draw" },
  { actions: ["undo"], text: "undo" },
  { actions: ["all"], text: "keys" },
] as const;

/** Introductory hints on the first visit. */
export class FirstStepsNote extends ViewerElement {
  override render() {
    if (!this.viewer.state.showsFirstSteps) return "";
    return html`
      <section aria-labelledby="title">
        <h2 id="title">${t("firstSteps.title")}</h2>
        <dl>
          ${steps.map(
            ({ actions, text }) =>
              html`<dt>${text === "segment" ? t("run.segment") : this.#keys(text, actions)}</dt>
                <dd class="quiet">${t(`firstSteps.${text}`)}</dd>`,
          )}
        </dl>
        <div class="buttons">
          <button class="raised" @click=${() => this.viewer.firstSteps.dismiss()}>${t("firstSteps.done")}</button>
        </div>
      </section>
    `;
  }

  /** The hint for drawing also names the key to hold for erasing. */
  #keys(text: string, actions: readonly string[]): string {
    const keys = actions.map((action) => this.viewer.workspace.keys.text(action));
    return [...keys, ...(text === "draw" ? [keyText("Shift")] : [])].join(", ");
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: 112px 1fr;
        gap: 4px 10px;
        margin: 0 0 6px;
        font-size: 12px;
        line-height: 1.4;
      }
      dd {
        margin: 0;
      }
      .raised {
        background: var(--raised);
        height: 28px;
      }
    `,
  ];
}

customElements.define("first-steps", FirstStepsNote);
