import { css, html } from "lit";
import { t } from "../texts/index.ts";
import { PanelElement } from "./panel-element.ts";
import { titleWithKey } from "./panel-model.ts";
import { shared } from "./styles.ts";

/** Starts, pauses and cancels a run. */
export class RunButtons extends PanelElement {
  override render() {
    const { run } = this.model.state;
    return run ? this.#running(run.progress?.state === "paused", !run.progress) : this.#idle();
  }

  #running(isPaused: boolean, isStarting: boolean) {
    return html`
      <button
        title=${titleWithKey(this.model, isPaused ? t("run.resumeTitle") : t("run.pauseTitle"), "pause")}
        ?disabled=${isStarting}
        @click=${() => this.model.togglePause()}
      >
        ${isPaused ? t("run.resume") : t("run.pause")}
      </button>
      <button title=${t("run.cancelTitle")} @click=${() => this.model.cancel()}>${t("common.cancel")}</button>
    `;
  }

  #idle() {
    const { study, models, modelName, segments, noneFits } = this.model.state;
    const model = models.find(({ name }) => name === modelName);
    const isMisfit = study !== undefined && model !== undefined && model.modality !== study.modality;
    const hasSuited = !study || models.some(({ modality }) => modality === study.modality);
    const refusal = hasSuited
      ? (noneFits ?? t("models.choose"))
      : t("models.noneSuits", { modality: study.modality });
    const hasResult = segments.some(({ volumeMl }) => volumeMl > 0);
    return html`
      <button
        class=${hasResult ? "" : "primary"}
        title=${model && !isMisfit ? t("run.segmentTitle") : refusal}
        ?disabled=${!model || isMisfit || !this.model.canSegment}
        @click=${() => this.model.segment()}
      >
        ${t("run.segment")}
      </button>
    `;
  }

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        gap: calc(8 * var(--unit));
        flex: none;
      }
      button:not(.primary) {
        background: var(--raised);
      }
    `,
  ];
}

customElements.define("autoseg-run", RunButtons);
