import { css, html } from "lit";
import { keyText, t } from "../../texts/index.ts";
import { panelStyles, shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

const steps = [
  { keys: "segment", text: "segment" },
  { keys: "N, Enter, Delete", text: "review" },
  { keys: "B, Shift", text: "draw" },
  { keys: "Ctrl+Z", text: "undo" },
  { keys: "?", text: "keys" },
] as const;

/** What to do first, on the first visit. */
export class FirstStepsNote extends ViewerElement {
  override render() {
    if (!this.viewer.state.showsFirstSteps) return "";
    return html`
      <section aria-labelledby="title">
        <h2 id="title">${t("firstSteps.title")}</h2>
        <dl>
          ${steps.map(
            ({ keys, text }) =>
              html`<dt>${keys === "segment" ? t("run.segment") : keyText(keys)}</dt>
                <dd class="quiet">${t(`firstSteps.${text}`)}</dd>`,
          )}
        </dl>
        <div class="buttons">
          <button class="raised" @click=${() => this.viewer.firstSteps.dismiss()}>${t("firstSteps.done")}</button>
        </div>
      </section>
    `;
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
