import { css, html } from "lit";
import { panelStyles, shared } from "../../ui/index.ts";
import { messages } from "../messages.ts";
import { ViewerElement } from "./viewer-element.ts";

/** What to do first, on the first visit. */
export class FirstStepsNote extends ViewerElement {
  override render() {
    if (!this.viewer.state.showsFirstSteps) return "";
    const { title, steps, done } = messages.firstSteps;
    return html`
      <section aria-labelledby="title">
        <h2 id="title">${title}</h2>
        <dl>
          ${steps.map(
            ([what, why]) =>
              html`<dt>${what}</dt>
                <dd class="quiet">${why}</dd>`,
          )}
        </dl>
        <div class="buttons">
          <button class="raised" @click=${() => this.viewer.firstSteps.dismiss()}>${done}</button>
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
