import { css, html } from "lit";
import type { Provider } from "../../inference/index.ts";
import type { PromptReport } from "../../prompting/index.ts";
import type { RunReport, Stage } from "../../segmentation/index.ts";
import { formatNumber, messageText, t } from "../../texts/index.ts";
import { dialogStyles, formatMl, shared, styled } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

const stages: readonly Stage[] = ["preprocess", "inference", "labelling", "delivery", "postprocess"];

/** What the model ran on and why, how long each stage took, and what it found; can be saved. */
export class RunReportView extends ViewerElement {
  override render() {
    const { provider: current, report, promptReport } = this.viewer.state;
    const provider = report?.provider ?? current;
    return html`
      ${provider ? this.#provider(provider, report) : ""}
      ${report ? this.#report(report) : html`<p class="quiet">${t("report.notYet")}</p>`}
      ${promptReport ? this.#outline(promptReport) : ""}
      <div class="footer">
        ${report ? html`<button @click=${() => this.viewer.exportReport()}>${t("report.save")}</button>` : ""}
        <button class="primary" @click=${() => this.viewer.display.closeDialog()}>${t("common.close")}</button>
      </div>
    `;
  }

  #provider(
    { label, reason, precision, batch, graphCapture, nodesOnCpu, coldStartMs, weightsFromCache }: Provider,
    report: RunReport | undefined,
  ) {
    // Without the entry for a provider that was not used, whose reason is given below.
    const cold = Object.entries(coldStartMs).filter(([, ms]) => ms > 0);
    return html`
      <h3>${messageText(label)}</h3>
      ${report?.refusedProviders.length ? "" : html`<p>${messageText(reason)}</p>`}
      <dl>
        <dt>${t("report.rows.precision")}</dt>
        <dd>${precision}</dd>
        <dt>${t("report.rows.batch")}</dt>
        <dd>${batch}${graphCapture ? `, ${t("report.rows.graphCapture")}` : ""}</dd>
        <dt>${t("report.rows.weights")}</dt>
        <dd>${weightsFromCache ? t("report.rows.fromCache") : t("report.rows.fetched")}</dd>
        <dt>${t("report.rows.coldStart")}</dt>
        <dd title=${cold.map(([part, ms]) => `${t(`report.coldStart.${part as keyof typeof coldStartMs}`)} ${seconds(ms)}`).join(", ")}>
          ${seconds(cold.reduce((sum, [, ms]) => sum + ms, 0))}
        </dd>
        <dt>${t("report.rows.nodesOnCpu")}</dt>
        <dd>${nodesOnCpu.length === 0 ? t("report.rows.none") : nodesOnCpu.join(", ")}</dd>
      </dl>
    `;
  }

  #report({ model, refusedProviders, restarts, slices, inputSpacingMm, timingsMs, volumesMl }: RunReport) {
    return html`
      ${
        refusedProviders.length === 0
          ? ""
          : html`
            <h3>${t("report.rows.refused")}</h3>
            ${refusedProviders.map(({ label, reason }) => html`<p>${messageText(label)}: ${messageText(reason)}.</p>`)}`
      }
      <h3>${t("report.rows.model")}</h3>
      <dl>
        <dt>${model.name}</dt>
        <dd>${model.version}</dd>
        <dt>${t("report.rows.hash")}</dt>
        <dd class="hash" title=${model.sha256}>${model.sha256.slice(0, 16)}…</dd>
        <dt>${t("report.rows.slices")}</dt>
        <dd>${slices}</dd>
        <dt>${t("report.rows.spacing")}</dt>
        <dd>${formatNumber(inputSpacingMm, 2)} mm</dd>
        ${restarts > 0 ? html`<dt>${t("report.rows.restarts")}</dt><dd>${restarts}</dd>` : ""}
      </dl>
      <h3>${t("report.rows.time")}</h3>
      <dl class="times">
        ${stages.map(
          (stage) => html`
            <dt>${t(`report.stages.${stage}`)}</dt>
            <dd>
              <span class="bar" ${styled({ width: `${(60 * timingsMs[stage]) / timingsMs.total}px` })}></span>
              ${seconds(timingsMs[stage])}
            </dd>
          `,
        )}
        <dt>${t("report.rows.total")}</dt>
        <dd>${seconds(timingsMs.total)}</dd>
      </dl>
      <h3>${t("report.rows.found")}</h3>
      <dl>
        ${volumesMl.map(
          ({ label, ml }) => html`
            <dt>${label}</dt>
            <dd>${formatMl(ml)}</dd>
          `,
        )}
      </dl>
      <p class="quiet">${t("report.footnote")}</p>
    `;
  }

  #outline({ method, provider, reason, slices, firstSliceMs, totalMs }: PromptReport) {
    return html`
      <h3>${t("report.outline")}</h3>
      <dl>
        <dt>${t("report.rows.outlinedBy")}</dt>
        <dd>${provider ? messageText(provider.label) : t(`report.methods.${method}`)}</dd>
        <dt>${t("report.rows.firstSlice")}</dt>
        <dd>${seconds(firstSliceMs, 2)}</dd>
        <dt>${t("report.rows.outlinedSlices", { count: slices })}</dt>
        <dd>${seconds(totalMs)}</dd>
      </dl>
      ${reason === undefined ? "" : html`<p>${messageText(reason)}</p>`}
    `;
  }

  static override styles = [
    shared,
    dialogStyles,
    css`
      :host {
        display: block;
        font-size: 13px;
      }
      p {
        margin: 0 0 8px;
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 2px 16px;
        margin: 0 0 8px;
      }
      dt {
        color: var(--muted);
      }
      dd {
        margin: 0;
        text-align: right;
        overflow-wrap: anywhere;
      }
      .times dd {
        display: flex;
        align-items: center;
        justify-content: flex-end;
      }
      /* Aligns all bars. */
      .bar {
        height: 4px;
        margin-right: auto;
        border-radius: 2px;
        background: var(--accent);
      }
      .hash {
        font-family: ui-monospace, monospace;
        font-size: 12px;
      }
    `,
  ];
}

/** Such as "1.4 s". */
function seconds(milliseconds: number, digits = milliseconds < 10_000 ? 1 : 0): string {
  return `${formatNumber(milliseconds / 1000, digits)} s`;
}

customElements.define("run-report", RunReportView);
