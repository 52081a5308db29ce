import { css, html } from "lit";
import { messages } from "../messages.ts";
import { shared, ViewerElement } from "./viewer-element.ts";

/** The pane of the segments' surfaces: the element that is drawn into, and what is said over it. */
export class SurfacePane extends ViewerElement {
  static override properties = { working: { state: true } };
  declare working: boolean;
  #stop: (() => void) | undefined;

  override disconnectedCallback(): void {
    this.#stop?.();
    super.disconnectedCallback();
  }

  /** The surfaces need an element that is on screen: they are begun when the layout first shows it. */
  override updated(): void {
    const { state, surfaces } = this.viewer;
    if (state.layout !== "mpr-3d" || !state.study || this.#stop) return;
    const view = surfaces.begin(this.renderRoot.querySelector<HTMLDivElement>(".viewport")!);
    this.#stop = view?.workingChanged.subscribe((working) => {
      this.working = working;
    });
  }

  override render() {
    const { segments, study } = this.viewer.state;
    const { surfaces } = messages;
    const isEmpty = segments.every(({ volumeMl, visible }) => volumeMl === 0 || !visible);
    return html`
      <div class="viewport" role="application" tabindex="0" aria-label=${surfaces.label}></div>
      ${study ? html`<div class="corner">${surfaces.title}</div>` : ""}
      <div class="corner bottom" role="status">${this.working ? surfaces.working : isEmpty ? surfaces.none : ""}</div>
    `;
  }

  static override styles = [
    shared,
    css`
      :host {
        position: relative;
        display: block;
        min-width: 0;
        min-height: 0;
        background: #000;
        overflow: hidden;
        font-size: 12px;
      }
      .viewport {
        position: absolute;
        inset: 0;
        cursor: grab;
        touch-action: none;
      }
      .viewport:focus-visible {
        outline-offset: -2px;
      }
      .corner {
        position: absolute;
        top: 8px;
        left: 10px;
        pointer-events: none;
        color: #cfd3d6;
      }
      .bottom {
        top: auto;
        bottom: 8px;
      }
      @media (min-width: 3000px) {
        .corner {
          font-size: 17px;
        }
      }
    `,
  ];
}

customElements.define("surface-pane", SurfacePane);
