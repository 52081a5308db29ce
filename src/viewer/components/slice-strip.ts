import { css, html } from "lit";
import { type Pane, planes } from "../../cornerstone/index.ts";
import { acquisitionAxis } from "../../geometry/index.ts";
import { t } from "../../texts/index.ts";
import { shared } from "../../ui/index.ts";
import { ViewerElement } from "./viewer-element.ts";

/**
 * One column per acquired slice, in the reader's order, filled where there is a segment. During a run, one column per slice
 * that the model computes, perhaps in another direction, lit once it is done.
 */
export class SliceStrip extends ViewerElement {
  #stops: (() => void)[] = [];
  #resize = new ResizeObserver(() => this.requestUpdate());

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stops = [this.viewer.workspace.moved.subscribe(() => this.requestUpdate())];
    this.#resize.observe(this);
  }

  override disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    this.#resize.disconnect();
    super.disconnectedCallback();
  }

  get #pane(): Pane | undefined {
    const panes = this.viewer.workspace.view?.panes;
    if (!this.viewer.state.study || !panes?.axial.isOpen) return undefined;
    const axis = this.viewer.state.runAxis ?? acquisitionAxis;
    return planes.map((plane) => panes[plane]).find((pane) => pane.axes.slices.axis === axis);
  }

  override render() {
    const pane = this.#pane;
    if (!pane) return "";
    return html`
      <canvas
        role="slider"
        tabindex="0"
        aria-label=${t(`panes.strip.${pane.plane}`)}
        aria-valuemin="1"
        aria-valuemax=${pane.sliceCount}
        aria-valuenow=${pane.slicePosition + 1}
        aria-valuetext=${t("panes.stripAt", { slice: pane.slicePosition + 1, count: pane.sliceCount })}
        title=${t(`panes.stripTitle.${pane.plane}`)}
        @pointerdown=${this.#press}
        @pointermove=${(event: PointerEvent) => event.buttons & 1 && this.#goTo(event)}
        @keydown=${this.#key}
      ></canvas>
    `;
  }

  override updated(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    if (canvas) this.#draw(canvas);
  }

  #press(event: PointerEvent): void {
    (event.target as HTMLElement).setPointerCapture(event.pointerId);
    this.#goTo(event);
  }

  #goTo(event: PointerEvent): void {
    const pane = this.#pane;
    const box = (event.target as HTMLElement).getBoundingClientRect();
    if (!pane) return;
    const position = Math.floor(((event.clientX - box.left) / box.width) * pane.sliceCount);
    pane.setSlice(pane.toPosition(Math.max(0, Math.min(pane.sliceCount - 1, position))));
  }

  #key(event: KeyboardEvent): void {
    const pane = this.#pane;
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, PageUp: -10, PageDown: 10 }[
      event.key
    ];
    if (!pane || step === undefined) return;
    event.preventDefault();
    pane.stepSlice(step);
  }

  #draw(canvas: HTMLCanvasElement): void {
    const [pane, session, context] = [
      this.#pane,
      this.viewer.workspace.study?.session,
      canvas.getContext("2d"),
    ];
    if (!pane || !session || !context) return;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    context.clearRect(0, 0, width, height);
    const style = getComputedStyle(this);
    const color = (name: string) => style.getPropertyValue(name);
    const [empty, done, cursor] = [color("--strip"), color("--strip-done"), color("--strip-cursor")];

    const { segments, run, slicesDone, uncertainSlices } = this.viewer.state;
    const count = pane.sliceCount;
    const { axis } = pane.axes.slices;
    const column = (position: number): [x: number, w: number] => {
      const x = Math.floor((position * width) / count);
      const next = Math.floor(((position + 1) * width) / count);
      return [x, Math.max(1, next - x - (width / count > 4 ? 1 : 0))];
    };
    const [top, bottom] = [Math.round(4 * ratio), height - Math.round(4 * ratio)];
    const shown = segments.filter(({ visible }) => visible);
    const lane = (bottom - top) / Math.max(1, shown.length);
    for (let position = 0; position < count; position++) {
      const [x, w] = column(position);
      const sliceIndex = pane.toPosition(position);
      context.fillStyle = run && slicesDone.has(sliceIndex) ? done : empty;
      context.fillRect(x, top, w, bottom - top);
      for (const [n, { segmentNumber, color }] of shown.entries()) {
        if (session.segmentVoxels.countInSlice(segmentNumber, sliceIndex, axis) === 0) continue;
        context.fillStyle = `rgb(${color.join(" ")})`;
        context.fillRect(x, Math.round(top + n * lane), w, Math.max(1, Math.round(lane) - 1));
      }
    }
    const most = uncertainSlices[0]?.uncertainty ?? 0;
    for (const { sliceIndex, uncertainty } of axis === acquisitionAxis ? uncertainSlices : []) {
      const [x, w] = column(pane.toPosition(sliceIndex));
      context.fillStyle = `rgb(217 180 74 / ${uncertainty / most})`;
      context.fillRect(x, height - Math.round(3 * ratio), w, Math.round(3 * ratio));
    }
    const [x, w] = column(pane.slicePosition);
    context.fillStyle = cursor;
    context.fillRect(Math.round(x + w / 2 - ratio), 0, Math.round(2 * ratio), height);
  }

  static override styles = [
    shared,
    css`
      :host {
        display: block;
        height: 100%;
        padding: 2px 10px;
      }
      canvas {
        display: block;
        width: 100%;
        height: 100%;
        cursor: pointer;
        touch-action: none;
        border-radius: 3px;
      }
    `,
  ];
}

customElements.define("slice-strip", SliceStrip);
