import { colorOf, drawBrushCursor, modifiersOf } from "./brush-cursor.ts";
import type { CanvasPoint, DrawingPane } from "./drawing-pane.ts";
import { HoveredPane } from "./hovered-pane.ts";
import { measureDrag, whyNotMeasure } from "./measure-drag.ts";
import { drawingDrag } from "./pane-drawing.ts";
import { PaneOverlay } from "./pane-overlay.ts";
import type { Drag } from "./pane-pointer.ts";
import { promptDrag, whyNotPrompt } from "./prompt-drag.ts";
import { markColors } from "./prompt-drawing.ts";
import { runBoxDrag, whyNotRunBox } from "./run-box-drag.ts";
import type { OfferedChange, ToolBox } from "./tool-box.ts";
import { type DrawingContext, whyNotDraw } from "./tool-press.ts";
import { isBrush } from "./tool-settings.ts";

/** Panes in which the tools draw: strokes, the brush at its true size, lines and scribbles over the image. */
export class DrawingPanes<P extends DrawingPane> {
  readonly hovered: HoveredPane<P>;
  readonly #toolBox: ToolBox;
  readonly #overlays: ReadonlyMap<P, PaneOverlay>;
  readonly #stops: readonly (() => void)[];
  #frame: number | undefined;

  constructor(panes: readonly P[], toolBox: ToolBox) {
    this.#toolBox = toolBox;
    this.hovered = new HoveredPane(panes);
    this.#overlays = new Map(panes.map((pane) => [pane, new PaneOverlay(pane)]));
    this.#stops = [
      toolBox.changed.subscribe(() => this.#drawSoon()),
      toolBox.scribbles.changed.subscribe(() => this.draw()),
      toolBox.prompts.changed.subscribe(() => this.draw()),
      toolBox.runBox.changed.subscribe(() => this.#forEachOpen((pane) => this.#drawRunBox(pane))),
      toolBox.offered.subscribe((offer) => this.#showOffer(offer)),
      toolBox.measures.changed.subscribe(() => this.#forEachOpen((pane) => this.#drawMeasures(pane))),
    ];
  }

  overlay(pane: P): PaneOverlay {
    return this.#overlays.get(pane)!;
  }

  /** The left button was pressed with the active tool. @returns undefined if the tool cannot draw, or needs no drag. */
  press(pane: P, point: CanvasPoint, event: PointerEvent): Drag | undefined {
    const { tool, session, settings, editor, scribbles, refused, previewed, suvFactor } = this.#toolBox;
    if (tool === undefined || !session) return undefined;
    if (tool === "prompt") return this.#pressPrompt(pane, point, event);
    if (tool === "measure") return this.#pressMeasure(pane, point);
    if (tool === "run-box") return this.#pressRunBox(pane, point);
    const stroke = { tool, pane, session, settings, suvFactor, ...modifiersOf(event) };
    const refusal = whyNotDraw(stroke);
    if (refusal !== undefined) {
      refused.emit(refusal);
      this.overlay(pane).say(point, refusal);
      return undefined;
    }
    const color = colorOf(session, stroke.erases && stroke.fromAll ? 0 : session.activeSegment);
    const showOutline = (points: readonly CanvasPoint[]) => this.overlay(pane).drawOutline(points, color);
    const preview: DrawingContext["preview"] = (operation, options) => previewed.emit({ operation, options });
    const sayAt = (at: CanvasPoint, text: string) => this.overlay(pane).say(at, text);
    return drawingDrag({ ...stroke, editor, preview, scribbles, showOutline, sayAt }, point);
  }

  /** Whether Shift and the wheel set the brush size. */
  sizesBrush({ shiftKey }: MouseEvent): boolean {
    const { tool } = this.#toolBox;
    return shiftKey && tool !== undefined && isBrush(tool);
  }

  /**
   * The pointer has entered a pane, or left all of them.
   * @param tell called before anything is drawn: reading positions afterwards would force another layout of the page.
   */
  hover(pane: P | undefined, event: MouseEvent, tell?: () => void): void {
    const last = this.hovered.pane;
    this.hovered.set(pane, event);
    tell?.();
    const { tool, prompts } = this.#toolBox;
    if (tool === "prompt" && pane?.isOpen && pane.slice) prompts.hovered.emit(pane.slice);
    for (const changed of new Set([last, this.hovered.pane])) if (changed?.isOpen) this.#drawBrush(changed);
  }

  /** A tool with its settings, or the segments of a run, change several times between two frames: they are drawn once. */
  #drawSoon(): void {
    this.#frame ??= requestAnimationFrame(() => this.draw());
  }

  /** Redraws brush and scribbles after a change of the slice, the segment or the keys held. */
  draw(): void {
    this.#cancelFrame();
    this.#forEachOpen((pane) => {
      this.#drawBrush(pane);
      this.#drawScribbles(pane);
      this.#drawPrompts(pane);
      this.#drawMeasures(pane);
      this.#drawRunBox(pane);
      this.#drawOffer(pane);
      this.overlay(pane).layers.draw(this.#toolBox.session, this.#toolBox.showing);
    });
  }

  dispose(): void {
    this.#cancelFrame();
    for (const stop of this.#stops) stop();
    for (const overlay of this.#overlays.values()) overlay.dispose();
  }

  #cancelFrame(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  #forEachOpen(draw: (pane: P) => void): void {
    for (const pane of this.#overlays.keys()) if (pane.isOpen) draw(pane);
  }

  /** Outlines the offer in all panes, with its text at the pointer. */
  #showOffer(offer: OfferedChange | undefined): void {
    this.#forEachOpen((pane) => {
      this.#drawOffer(pane);
      const hover = offer && this.hovered.hoverOver(pane);
      if (hover) this.overlay(pane).say(hover.point, offer.text);
    });
  }

  #drawOffer(pane: P): void {
    this.overlay(pane).offer.draw(this.#toolBox.offer?.outline, markColors.takesAway);
  }

  #pressMeasure(pane: P, point: CanvasPoint): Drag | undefined {
    const press = { pane, toolBox: this.#toolBox };
    const refusal = whyNotMeasure(press);
    if (refusal === undefined) return measureDrag(press, point);
    this.#toolBox.refused.emit(refusal);
    return undefined;
  }

  #drawMeasures(pane: P): void {
    const { measures, tool } = this.#toolBox;
    this.overlay(pane).measures.draw(measures, tool === "measure");
  }

  #pressRunBox(pane: P, point: CanvasPoint): Drag | undefined {
    const press = { pane, toolBox: this.#toolBox };
    const refusal = whyNotRunBox(press);
    if (refusal === undefined) return runBoxDrag(press, point);
    this.#toolBox.refused.emit(refusal);
    return undefined;
  }

  #drawRunBox(pane: P): void {
    const { runBox, tool } = this.#toolBox;
    this.overlay(pane).runBox.draw(runBox, tool === "run-box");
  }

  #pressPrompt(pane: P, point: CanvasPoint, { altKey: takesAway }: PointerEvent): Drag | undefined {
    const press = { pane, toolBox: this.#toolBox, takesAway };
    const refusal = whyNotPrompt(press, point);
    if (refusal === undefined) return promptDrag(press, point);
    this.#toolBox.refused.emit(refusal);
    return undefined;
  }

  #drawPrompts(pane: P): void {
    const { prompts, session, settings } = this.#toolBox;
    const label = settings.promptInto === "active" ? (session?.activeSegment ?? 0) : 0;
    this.overlay(pane).prompts.draw(prompts, colorOf(session, label));
  }

  #drawBrush(pane: P): void {
    drawBrushCursor(this.overlay(pane), pane, this.hovered.hoverOver(pane), this.#toolBox);
  }

  #drawScribbles(pane: P): void {
    const { slice: shown } = pane;
    const { scribbles, session } = this.#toolBox;
    const visible = scribbles.drawn.filter(
      ({ slice }) => slice.axis === shown?.axis && slice.index === shown.index,
    );
    this.overlay(pane).drawScribbles(
      visible.map(({ label, points, radiusMm }) => ({
        points: points.map((ijk) => pane.toCanvas(ijk)),
        width: Math.max(2, 2 * radiusMm * pane.pixelsPerMm),
        color: colorOf(session, label),
      })),
    );
  }
}
