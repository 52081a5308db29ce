import { css, html } from "lit";
import { PanelElement } from "./panel-element.ts";
import { titleWithKey } from "./panel-model.ts";
import { shared } from "./styles.ts";
import { texts } from "./texts.ts";

/** Starts a run; pauses and ends it while it goes on. */
export class RunButtons extends PanelElement {
  override render() {
    const { run } = this.model.state;
    return run ? this.#running(run.progress?.state === "paused", !run.progress) : this.#idle();
  }

  #running(isPaused: boolean, isStarting: boolean) {
    const { run } = texts;
    return html`
      <button
        title=${titleWithKey(this.model, isPaused ? run.resumeTitle : run.pauseTitle, "Space")}
        ?disabled=${isStarting}
        @click=${() => this.model.togglePause()}
      >
        ${isPaused ? run.resume : run.pause}
      </button>
      <button title=${run.cancelTitle} @click=${() => this.model.cancel()}>${texts.cancel}</button>
    `;
  }

  #idle() {
    const { study, models, modelName, segments } = this.model.state;
    const model = models.find(({ name }) => name === modelName);
    const isMisfit = study !== undefined && model !== undefined && model.modality !== study.modality;
    const hasSuited = !study || models.some(({ modality }) => modality === study.modality);
    const refusal = hasSuited ? texts.models.choose : texts.models.noneSuits(study.modality);
    const hasResult = segments.some(({ volumeMl }) => volumeMl > 0);
    return html`
      <button
        class=${hasResult ? "" : "primary"}
        title=${model && !isMisfit ? texts.run.segmentTitle : refusal}
        ?disabled=${!model || isMisfit || !this.model.canSegment}
        @click=${() => this.model.segment()}
      >
        ${texts.run.segment}
      </button>
    `;
  }

  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        gap: 8px;
        flex: none;
      }
      button:not(.primary) {
        background: var(--raised);
      }
    `,
  ];
}

customElements.define("autoseg-run", RunButtons);
