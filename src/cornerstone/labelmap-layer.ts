import type { Types } from "@cornerstonejs/core";
import { Enums, segmentation } from "@cornerstonejs/tools";
import type { SourceSeries } from "../dicom/index.ts";
import type { SegmentationSession } from "../editing/index.ts";
import type { Box } from "../regions/index.ts";
import { createVolume, removeVolume } from "./image-volume.ts";
import { LabelmapRedraw, slicesOf } from "./labelmap-redraw.ts";
import { uploadBox } from "./labelmap-texture.ts";
import { renderShowing } from "./shown-box.ts";

const type = Enums.SegmentationRepresentations.Labelmap;
let layersMade = 0;

/**
 * Shows a session's labels as a Cornerstone labelmap in the panes. The volume shares the session's memory, so that an edit only
 * has to say which slices to redraw.
 */
export class LabelmapLayer {
  readonly segmentationId = `autoseg-segmentation-${layersMade++}`;
  readonly #session: SegmentationSession;
  readonly #viewportIds: readonly string[];
  readonly #volume: Types.IImageVolume;
  readonly #unsubscribe: (() => void)[];
  #hidden = false;
  #fill = true;
  readonly #redraw: LabelmapRedraw;
  #segmentNumbers = "";

  constructor(
    session: SegmentationSession,
    series: SourceSeries,
    imageVolumeId: string,
    viewportIds: readonly string[],
  ) {
    this.#session = session;
    this.#viewportIds = viewportIds;
    this.#volume = createVolume(series, session.grid, session.voxels, {
      referencedVolumeId: imageVolumeId,
    });
    this.#redraw = new LabelmapRedraw({
      isRun: () => session.editKind === "run",
      send: (box) => this.#send(box),
      render: (box) => renderShowing(viewportIds, session.grid, box),
    });
    this.#unsubscribe = [
      session.voxelsChanged.subscribe((changed) => this.#redraw.add(changed)),
      session.segmentsChanged.subscribe(() => this.#restyle()),
    ];
    this.#addSegmentation();
  }

  /** Hides the whole segmentation, the quickest way to compare. */
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
    this.#redraw.dispose();
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
      // Adding a segmentation makes it active; the host's own tools must keep theirs.
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

  #send(box: Box): void {
    if (!uploadBox(this.#volume, this.#session.voxels, box))
      segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(
        this.segmentationId,
        slicesOf(box),
      );
  }
}

const outline = {
  renderOutline: true,
  outlineWidth: 1,
  outlineOpacity: 1,
  renderOutlineInactive: true,
  outlineWidthInactive: 1,
  outlineOpacityInactive: 1,
} as const;

/** Changes when segments are added, removed or recoloured; then the representation is made again. */
function describe(session: SegmentationSession): string {
  return session.segments.map(({ segmentNumber, color }) => `${segmentNumber}:${color.join(",")}`).join(" ");
}
