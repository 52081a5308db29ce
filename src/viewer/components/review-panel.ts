import { css, html } from "lit";
import "../../ui/index.ts";
import { toReviewItems } from "../../controller/index.ts";
import { t } from "../../texts/index.ts";
import { formatDice } from "../format-dice.ts";
import "./difference-switch.ts";
import { panelStyles, shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/** The review list, and the changes made by hand since the model's run. */
export class ReviewPanel extends ViewerElement {
  override render() {
    if (toReviewItems(this.viewer.state).length === 0) return "";
    return html`<autoseg-review buttons-apart .model=${this.viewer.panel}></autoseg-review>${this.#changes()}`;
  }

  #changes() {
    const { changes, segments, showsChanges } = this.viewer.state;
    return html`
      <details ?open=${showsChanges} @toggle=${this.#toggleChanges}>
        <summary>${t("review.changes")}</summary>
        ${
          changes
            ? html`<dl>
                ${changes.map(({ segmentNumber, added, removed, dice }) => {
                  const label = segments.find((row) => row.segmentNumber === segmentNumber)?.label ?? "";
                  return html`
                    <dt>${label}</dt>
                    <dd>
                      ${
                        added + removed === 0
                          ? t("review.unchanged")
                          : t("review.change", { added, removed, dice: formatDice(dice) })
                      }
                    </dd>
                  `;
                })}
              </dl>
              <difference-switch .viewer=${this.viewer} from="model"></difference-switch>`
            : html`<p class="quiet">${t("review.noDraft")}</p>`
        }
      </details>
    `;
  }

  #toggleChanges(event: Event): void {
    this.viewer.controller.review.showChanges((event.target as HTMLDetailsElement).open);
  }

  static override styles = [
    shared,
    panelStyles,
    css`
      autoseg-review {
        padding: 0;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 3px 12px;
        margin: 4px 0 0;
        font-size: 12px;
      }
      dd {
        margin: 0;
        text-align: right;
      }
    `,
  ];
}

customElements.define("review-panel", ReviewPanel);
