import { css, html } from "lit";
import type { Pane } from "../../cornerstone/index.ts";
import { ijkToLps, type Plane, type Point, toSlicePlace } from "../../geometry/index.ts";
import { formatNumber, t } from "../../texts/index.ts";
import { planeColors, toScaleBar } from "../../tools/index.ts";
import { shared, styled } from "../../ui/index.ts";
import "./map-overlays.ts";
import { paneStyles } from "./pane-styles.ts";
import { sliceSlider } from "./slice-slider.ts";
import { ViewerElement } from "./viewer-element.ts";

/** A pane: the element that Cornerstone draws into, and the text and orientation letters on it. */
export class ViewerPane extends ViewerElement {
  static override properties = { plane: {}, main: { type: Boolean } };
  declare plane: Plane;
  declare main: boolean;
  #stops: (() => void)[] = [];

  get viewport(): HTMLDivElement {
    return this.renderRoot.querySelector<HTMLDivElement>(".viewport")!;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stops = [
      this.viewer.workspace.moved.subscribe((plane) => plane === this.plane && this.requestUpdate()),
      this.viewer.workspace.pointed.subscribe((voxel) => {
        const readout = this.renderRoot.querySelector(".readout");
        if (readout) readout.textContent = voxel?.plane === this.plane ? this.#describeAll(voxel.ijk) : "";
      }),
    ];
  }

  override disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    super.disconnectedCallback();
  }

  /** The values of the image and of its overlay. */
  #describeAll(ijk: Point<"ijk">): string {
    const { study } = this.viewer.workspace;
    const { fusion } = this.viewer.state;
    const value = this.#describe(ijk);
    if (!study || !fusion || !value) return value;
    const over = this.viewer.controller.fusion.valueAt(ijkToLps(study.series.volume.grid, ijk));
    return over === undefined ? value : `${value} · ${fusion.modality} ${describeValue(over, fusion)}`;
  }

  #describe(ijk: readonly [number, number, number]): string {
    const volume = this.viewer.workspace.study?.series.volume;
    if (!volume) return "";
    const [i, j, k] = ijk.map(Math.round) as [number, number, number];
    const { size } = volume.grid;
    if (![i, j, k].every((index, axis) => index >= 0 && index < size[axis]!)) return "";
    const value = volume.voxels[i + size[0] * (j + size[1] * k)]!;
    return describeValue(value, this.viewer.state.study);
  }

  #describeWindow(): string {
    const { window, study } = this.viewer.state;
    const { suvFactor } = study ?? {};
    if (suvFactor === undefined)
      return `W ${formatNumber(window.width, window.width < 20 ? 2 : 0)} \u00a0L ${formatNumber(window.center, window.width < 20 ? 2 : 0)}`;
    const [lower, upper] = [-1, 1].map((side) => suvFactor * (window.center + (side * window.width) / 2));
    return t("suv.range", { lower: formatNumber(lower!, 1), upper: formatNumber(upper!, 1) });
  }

  /** Such as "S 34.5 mm". */
  #place({ grid, axes, sliceIndex }: Pane): string {
    const { letters, distanceMm } = toSlicePlace(grid, axes.slices.axis, sliceIndex);
    return `${letters} ${formatNumber(distanceMm, 1)} mm`;
  }

  #scaleBar({ pixelsPerMm, element }: Pane) {
    const { clientWidth } = element;
    const bar = toScaleBar(pixelsPerMm, Math.min(Math.max(160, clientWidth / 8), clientWidth / 4));
    if (!bar) return "";
    const { lengthMm, lengthPixels } = bar;
    const length =
      lengthMm < 10 ? `${formatNumber(lengthMm, lengthMm < 1 ? 1 : 0)} mm` : `${lengthMm / 10} cm`;
    return html`
      <span class="scale" role="img" aria-label=${t("onImage.scale", { length })}>
        <span>${length}</span>
        <span class="bar" ${styled({ width: `${lengthPixels}px` })}></span>
      </span>
    `;
  }

  override render() {
    const pane = this.viewer.workspace.view?.panes[this.plane];
    const { study, summary, showsImageText } = this.viewer.state;
    const onMain = (lines: readonly string[] | undefined) =>
      this.main && showsImageText ? lines?.map((line) => html`<div class="line">${line}</div>`) : "";
    return html`
      <div class="viewport"></div>
      <rejected-overlay .viewer=${this.viewer} .plane=${this.plane}></rejected-overlay>
      <panoptic-overlay .viewer=${this.viewer} .plane=${this.plane}></panoptic-overlay>
      <uncertainty-overlay .viewer=${this.viewer} .plane=${this.plane}></uncertainty-overlay>
      <difference-overlay .viewer=${this.viewer} .plane=${this.plane}></difference-overlay>
      ${
        study && pane?.isOpen
          ? html`
            <div class="corner top-left">
              <span ${styled({ color: planeColors[this.plane] })}>${t(`planes.${this.plane}`)}</span>
              <span class="slice">${pane.slicePosition + 1} / ${pane.sliceCount}</span>
              ${showsImageText ? html`<span class="place">${this.#place(pane)}</span>` : ""}
              ${onMain(summary?.patientLines)}
            </div>
            <div class="corner top-right">
              ${this.main ? this.#describeWindow() : ""}
              ${onMain(summary?.seriesLines)}
            </div>
            <div class="corner bottom-left readout"></div>
            <div class="corner bottom-right">
              ${showsImageText ? this.#scaleBar(pane) : ""}
              <span>${Math.round(pane.zoom * 100)} %</span>
            </div>
            <span class="letter left">${pane.letters.left}</span>
            <span class="letter right">${pane.letters.right}</span>
            <span class="letter top">${pane.letters.top}</span>
            <span class="letter bottom">${pane.letters.bottom}</span>
            ${sliceSlider(pane, t(`panes.slice.${this.plane}`))}`
          : ""
      }
    `;
  }

  static override styles = [
    shared,
    paneStyles,
    css`
      :host {
        container-type: size;
      }
      .viewport {
        outline: none;
      }
      .corner,
      .letter {
        /* Over bone, or over PET on white, letters stand on a dark edge. */
        -webkit-text-stroke: 0.25em #000;
        paint-order: stroke fill;
        text-shadow: 0 0 0.4em #000;
      }
      .slice {
        margin: 0 6px;
      }
      .slice,
      .place {
        display: inline-block;
        white-space: nowrap;
      }
      :host([main]) .top-left,
      :host([main]) .top-right {
        max-width: 44%;
      }
      /* In a narrow pane a description takes up to two lines; the top bar shows longer ones in full. */
      .line {
        display: -webkit-box;
        overflow: hidden;
        overflow-wrap: anywhere;
        text-wrap: balance;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      .top-right {
        top: 8px;
        right: 22px;
        text-align: right;
      }
      .bottom-right {
        bottom: 8px;
        right: 22px;
        display: flex;
        flex-direction: column;
        align-items: flex-end;
        gap: 4px;
      }
      .scale {
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: 2px;
      }
      .bar {
        height: 6px;
        border: solid #e6e8ea;
        border-width: 0 1px 1px;
        box-sizing: border-box;
        filter: drop-shadow(0 0 1px #000) drop-shadow(0 0 2px #000);
      }
      .top {
        top: 8px;
        left: 50%;
        translate: -50% 0;
      }
      /* The slice corner extends to the middle of a narrow pane. */
      @container (max-width: 480px) {
        .top {
          top: 26px;
        }
      }
      @container (max-width: 230px) {
        .place {
          display: none;
        }
      }
      .bottom {
        bottom: 8px;
        left: 50%;
        translate: -50% 0;
      }
      input {
        position: absolute;
        right: 2px;
        top: 30px;
        bottom: 30px;
        height: calc(100% - 60px);
        width: 14px;
        margin: 0;
        writing-mode: vertical-lr;
        appearance: none;
        background: none;
        cursor: pointer;
        opacity: 0.55;
      }
      input:hover,
      input:focus-visible {
        opacity: 1;
      }
      input::-webkit-slider-runnable-track {
        width: 2px;
        margin: 0 auto;
        background: #3a3f43;
        border-radius: 1px;
      }
      input::-webkit-slider-thumb {
        appearance: none;
        width: 8px;
        height: 16px;
        margin-left: -3px;
        border-radius: 4px;
        background: #9aa3a9;
      }
      input::-moz-range-track {
        width: 2px;
        background: #3a3f43;
      }
      input::-moz-range-thumb {
        width: 8px;
        height: 16px;
        border: 0;
        border-radius: 4px;
        background: #9aa3a9;
      }
    `,
  ];
}

/** As SUV if there is one, and in the image's unit. */
function describeValue(
  value: number,
  { unit = "", suvFactor }: { readonly unit?: string; readonly suvFactor?: number | undefined } = {},
): string {
  const stated = `${formatNumber(value, Number.isInteger(value) ? 0 : 1)} ${unit}`;
  if (suvFactor === undefined) return stated;
  const suv = `SUV ${formatNumber(suvFactor * value, 2)}`;
  // The image itself is in SUV.
  return suvFactor === 1 ? suv : `${suv} (${stated})`;
}

customElements.define("viewer-pane", ViewerPane);
