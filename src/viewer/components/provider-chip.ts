import { css, html } from "lit";
import { shared, ViewerElement } from "./viewer-element.ts";

/** What the model runs on, and why; opens the report of the last run. */
export class ProviderChip extends ViewerElement {
  override render() {
    const { provider, report, run } = this.viewer.state;
    if (!provider) return "";
    return html`
      <button class="chip" popovertarget="report" title=${provider.reason} aria-label="Runs on ${provider.label}">
        <span class="dot ${provider.name}"></span>${run ? "" : provider.label}
      </button>
      <div id="report" popover role="dialog" aria-label="Run report">
        <h2>${provider.label}</h2>
        <p>${provider.reason}</p>
        ${
          report
            ? html`
              <dl>
                <dt>Model</dt>
                <dd>${report.model.name} ${report.model.version}</dd>
                <dt>Weights, SHA-256</dt>
                <dd class="hash">${report.model.sha256.slice(0, 16)}…</dd>
                <dt>Slices</dt>
                <dd>${report.slices}</dd>
                <dt>Input spacing</dt>
                <dd>${report.inputSpacingMm.toFixed(2)} mm</dd>
                <dt>Time</dt>
                <dd>${seconds(report.timingsMs.total)}</dd>
                <dt>of which inference</dt>
                <dd>${seconds(report.timingsMs.inference)}</dd>
                ${report.volumesMl.map(
                  ({ label, ml }) => html`
                    <dt>${label}</dt>
                    <dd>${ml.toFixed(1)} ml</dd>
                  `,
                )}
              </dl>
              <p class="quiet">As the model left it, before any edit. Nothing left this machine.</p>`
            : ""
        }
      </div>
    `;
  }

  static override styles = [
    shared,
    css`
      .chip {
        height: 24px;
        font-size: 12px;
        border-radius: 12px;
        background: var(--raised);
        color: var(--muted);
      }
      .dot {
        width: 7px;
        height: 7px;
        border-radius: 50%;
        background: #d9b44a;
      }
      .dot.webgpu {
        background: #63b57c;
      }
      [popover] {
        position: fixed;
        inset: 52px 12px auto auto;
        width: 320px;
        margin: 0;
        padding: 16px;
        border: 1px solid var(--line-strong);
        border-radius: 8px;
        background: var(--surface);
        color: var(--text);
        font-size: 13px;
        line-height: 1.45;
      }
      h2 {
        font-size: 14px;
        margin: 0 0 4px;
      }
      p {
        margin: 0 0 12px;
        overflow-wrap: anywhere;
      }
      p:last-child {
        margin: 0;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 3px 12px;
        margin: 0 0 12px;
      }
      dt {
        color: var(--muted);
      }
      dd {
        margin: 0;
        text-align: right;
      }
      .hash {
        font-family: ui-monospace, monospace;
        font-size: 12px;
      }
    `,
  ];
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
}

customElements.define("provider-chip", ProviderChip);
