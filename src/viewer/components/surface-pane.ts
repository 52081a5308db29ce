import { css, html } from "lit";
import { renderings } from "../../cornerstone/index.ts";
import { t } from "../../texts/index.ts";
import { shared } from "../../ui/index.ts";
import { hasPlace } from "../layouts.ts";
import { paneStyles } from "./pane-styles.ts";
import { ViewerElement } from "./viewer-element.ts";

/** The surface pane: the element to draw into, with its controls. */
export class SurfacePane extends ViewerElement {
  static override properties = { working: { state: true } };
  declare working: boolean;
  #stop: (() => void) | undefined;

  override disconnectedCallback(): void {
    this.#stop?.();
    super.disconnectedCallback();
  }

  /** Surfaces need an element on screen, so they begin when the layout first shows it. */
  override updated(): void {
    const { state, surfaces } = this.viewer;
    if (!hasPlace(state.layout, "surfaces") || !state.study || this.#stop) return;
    const view = surfaces.begin(this.renderRoot.querySelector<HTMLDivElement>(".viewport")!);
    this.#stop = view?.workingChanged.subscribe((working) => {
      this.working = working;
    });
  }

  override render() {
    const { segments, study } = this.viewer.state;
    const isEmpty = segments.every(({ volumeMl, visible }) => volumeMl === 0 || !visible);
    return html`
      <div class="viewport" role="application" tabindex="0" aria-label=${t("surfaces.label")}></div>
      ${study ? html`<div class="corner top-left">${t("surfaces.title")}</div>${this.#renderingSelect(study.unit === "HU")}` : ""}
      <div class="corner bottom-left" role="status">${this.working ? t("surfaces.working") : isEmpty ? t("surfaces.none") : ""}</div>
    `;
  }

  /** The choice of volume rendering. Presets are for Hounsfield units. */
  #renderingSelect(hasHounsfieldUnits: boolean) {
    const { rendering } = this.viewer.state;
    const offered = renderings.filter((name) => name === "window" || hasHounsfieldUnits);
    return html`
      <label class="corner top-right">
        <span>${t("surfaces.rendering")}</span>
        <select
          aria-label=${t("surfaces.rendering")}
          title=${t("surfaces.rendering")}
          .value=${rendering ?? ""}
          @change=${({ target }: Event) => {
            const chosen = (target as HTMLSelectElement).value;
            this.viewer.display.setRendering(offered.find((name) => name === chosen));
          }}
        >
          <option value="" ?selected=${rendering === undefined}>${t("surfaces.renderings.none")}</option>
          ${offered.map(
            (name) =>
              html`<option value=${name} ?selected=${name === rendering}>${t(`surfaces.renderings.${name}`)}</option>`,
          )}
        </select>
      </label>
    `;
  }

  static override styles = [
    shared,
    paneStyles,
    css`
      .viewport {
        cursor: grab;
        touch-action: none;
      }
      label.corner {
        display: flex;
        align-items: center;
        gap: 6px;
        right: 8px;
        top: 5px;
        pointer-events: auto;
      }
      :host {
        container-type: size;
      }
      @container (max-width: 420px) {
        label > span {
          display: none;
        }
      }
      select {
        height: 24px;
        font-size: inherit;
        color: var(--text);
      }
      .viewport:focus-visible {
        outline-offset: -2px;
      }
    `,
  ];
}

customElements.define("surface-pane", SurfacePane);
