import { getEnabledElementByViewportId, type Types } from "@cornerstonejs/core";
import { Enums, segmentation } from "@cornerstonejs/tools";
import type { SourceSeries } from "../dicom/index.ts";
import type { SegmentationSession } from "../editing/index.ts";
import { type Box, boxSize, uniteBoxes, voxelsInBox } from "../regions/index.ts";
import { createVolume, removeVolume } from "./image-volume.ts";
import { uploadBox } from "./labelmap-texture.ts";

const type = Enums.SegmentationRepresentations.Labelmap;
let layersMade = 0;

/**
 * A session's labels as a Cornerstone labelmap over the panes. The volume shares the session's memory, so that an edit
 * only has to say which slices are to be drawn again.
 */
export class LabelmapLayer {
  readonly segmentationId = `autoseg-segmentation-${layersMade++}`;
  readonly #session: SegmentationSession;
  readonly #viewportIds: readonly string[];
  readonly #volume: Types.IImageVolume;
  readonly #unsubscribe: (() => void)[];
  #hidden = false;
  #fill = true;
  #pending: Box | undefined;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #segmentNumbers = "";

  constructor(
    session: SegmentationSession,
    series: SourceSeries,
    imageVolumeId: string,
    viewportIds: readonly string[],
  ) {
    this.#session = session;
    this.#viewportIds = viewportIds;
    this.#volume = createVolume(series, session.grid, session.voxels, imageVolumeId);
    this.#unsubscribe = [
      session.voxelsChanged.subscribe((changed) => this.#redrawSoon(changed)),
      session.segmentsChanged.subscribe(() => this.#restyle()),
    ];
    this.#addSegmentation();
  }

  /** Nothing of the segmentation is shown: the quickest way to compare. */
  set hidden(hidden: boolean) {
    this.#hidden = hidden;
    this.#restyle();
  }

  /** Whether segments are filled, or only outlined. */
  set fill(fill: boolean) {
    this.#fill = fill;
    this.#restyle();
  }

  get fill(): boolean {
    return this.#fill;
  }

  dispose(): void {
    for (const stop of this.#unsubscribe) stop();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#removeSegmentation();
    removeVolume(this.#volume);
  }

  #addSegmentation(): void {
    const { segments } = this.#session;
    this.#segmentNumbers = describe(this.#session);
    segmentation.addSegmentations([
      {
        segmentationId: this.segmentationId,
        representation: { type, data: { volumeId: this.#volume.volumeId } },
        config: {
          segments: Object.fromEntries(
            segments.map(({ segmentNumber, label }) => [
              segmentNumber,
              { segmentIndex: segmentNumber, label, locked: false, active: false, cachedStats: {} },
            ]),
          ),
        },
      },
    ]);
    const colorLUT: Types.ColorLUT = [[0, 0, 0, 0]];
    for (const { segmentNumber, color } of segments) {
      while (colorLUT.length <= segmentNumber) colorLUT.push([128, 128, 128, 255]);
      colorLUT[segmentNumber] = [...color, 255];
    }
    for (const viewportId of this.#viewportIds) {
      // What is added becomes the active segmentation; another program's own tools go on with theirs.
      const active = segmentation.activeSegmentation.getActiveSegmentation(viewportId)?.segmentationId;
      segmentation.addLabelmapRepresentationToViewport(viewportId, [
        { segmentationId: this.segmentationId, config: { colorLUTOrIndex: colorLUT } },
      ]);
      if (active !== undefined) segmentation.activeSegmentation.setActiveSegmentation(viewportId, active);
    }
    this.#restyle();
  }

  #removeSegmentation(): void {
    for (const viewportId of this.#viewportIds)
      segmentation.removeSegmentationRepresentations(viewportId, { segmentationId: this.segmentationId });
    segmentation.removeSegmentation(this.segmentationId);
  }

  #restyle(): void {
    if (describe(this.#session) !== this.#segmentNumbers) {
      this.#removeSegmentation();
      this.#addSegmentation();
      return;
    }
    const { segmentationId } = this;
    for (const { segmentNumber } of this.#session.segments) {
      const { visible, locked, opacity } = this.#session.display(segmentNumber);
      segmentation.config.style.setStyle(
        { type, segmentationId, segmentIndex: segmentNumber },
        { fillAlpha: this.#fill ? opacity : 0, fillAlphaInactive: this.#fill ? opacity : 0 },
      );
      segmentation.segmentLocking.setSegmentIndexLocked(segmentationId, segmentNumber, locked);
      for (const viewportId of this.#viewportIds)
        segmentation.config.visibility.setSegmentIndexVisibility(
          viewportId,
          { segmentationId, type },
          segmentNumber,
          visible && !this.#hidden,
        );
    }
    segmentation.config.style.setStyle({ type, segmentationId }, { ...outline, renderFill: true });
  }

  /**
   * A brush is drawn with the next frame. A model's slices are drawn four times a second: three panes of a large volume
   * would otherwise compete with the model for the GPU.
   */
  #redrawSoon(changed?: Box): void {
    if (changed) this.#pending = this.#pending ? uniteBoxes(this.#pending, changed) : changed;
    if (this.#timer !== undefined || this.#frame) return;
    if (this.#session.editKind === "run") this.#timer = setTimeout(() => this.#draw(), 250);
    else this.#frame = requestAnimationFrame(() => this.#draw());
  }

  /** Draws what has changed, as much of it as a frame bears: the rest follows with the next ones. */
  #draw(): void {
    this.#frame = 0;
    this.#timer = undefined;
    if (!this.#pending) return;
    const [now, later] = splitForFrame(this.#pending);
    this.#pending = later;
    if (uploadBox(this.#volume, this.#session.voxels, now)) {
      for (const viewportId of this.#viewportIds)
        getEnabledElementByViewportId(viewportId)?.viewport.render();
    } else {
      const slices = Array.from({ length: boxSize(now)[2] }, (_, n) => now.from[2] + n);
      segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(this.segmentationId, slices);
    }
    if (later) this.#redrawSoon();
  }
}

/** Bytes that are sent to the GPU within one frame: more would be felt while drawing. */
const voxelsPerFrame = 2 ** 23;

/** As many slices of the box as may be sent at once, and those that are left. */
function splitForFrame(box: Box): [now: Box, later: Box | undefined] {
  const [columns, rows, slices] = boxSize(box);
  if (voxelsInBox(box) <= voxelsPerFrame) return [box, undefined];
  const end = box.from[2] + Math.min(slices, Math.max(1, Math.floor(voxelsPerFrame / (columns * rows))));
  const later: Box = { from: [box.from[0], box.from[1], end], to: box.to };
  return [{ from: box.from, to: [box.to[0], box.to[1], end] }, voxelsInBox(later) > 0 ? later : undefined];
}

const outline = {
  renderOutline: true,
  outlineWidth: 1,
  outlineOpacity: 1,
  renderOutlineInactive: true,
  outlineWidthInactive: 1,
  outlineOpacityInactive: 1,
} as const;

/** Changes when segments come or go or change colour: then the representation is made anew. */
function describe(session: SegmentationSession): string {
  return session.segments.map(({ segmentNumber, color }) => `${segmentNumber}:${color.join(",")}`).join(" ");
}
