import { Enums, segmentation } from "@cornerstonejs/tools";
import type { SegmentationSession } from "../editing/index.ts";
import { type Box, uniteBoxes } from "../regions/index.ts";
import type { HostLabels } from "./host-labels.ts";
import { type HostViewport, isStack } from "./host-viewports.ts";
import type { HostVoice } from "./host-voice.ts";
import { LabelmapRedraw, slicesOf } from "./labelmap-redraw.ts";
import { uploadBox } from "./labelmap-texture.ts";
import { renderShowing } from "./shown-box.ts";

const type = Enums.SegmentationRepresentations.Labelmap;

/** Shortest time between events to the host while drawing. */
const tellEveryMs = 250;

/** Shows the session's labels in the host's viewports: strokes appear at once, and raise the host's events. */
export class HostLabelmap {
  readonly #session: SegmentationSession;
  readonly #labels: HostLabels;
  readonly #voice: HostVoice;
  readonly #redraw: LabelmapRedraw;
  readonly #viewports = new Map<string, HostViewport>();
  /** Viewports in which the host already showed the segmentation. */
  readonly #before: ReadonlySet<string>;
  readonly #stops: readonly (() => void)[];
  #colorLutIndex: number | undefined;
  #untold: Box | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: SegmentationSession, labels: HostLabels, voice: HostVoice) {
    this.#session = session;
    this.#labels = labels;
    this.#voice = voice;
    this.#before = new Set(segmentation.state.getViewportIdsWithSegmentation(labels.segmentationId));
    this.#redraw = new LabelmapRedraw({
      isRun: () => session.editKind === "run",
      send: (box) => this.#send(box),
      render: (box) => renderShowing(this.viewportIds, session.grid, box),
    });
    this.#stops = [
      session.voxelsChanged.subscribe((changed) => {
        // The host shows its own writes itself.
        if (voice.isHearing) return;
        this.#write(changed);
        this.#redraw.add(changed);
      }),
      session.editingChanged.subscribe(() => {
        if (!session.isEditing) this.#tellSoon(0);
      }),
    ];
  }

  get viewportIds(): readonly string[] {
    return [...this.#viewports.keys()];
  }

  /** Shows the labels in a further viewport; if they are there already, adds them again over what the viewport shows now. */
  showIn(viewport: HostViewport): void {
    const { segmentationId } = this.#labels;
    this.#viewports.set(viewport.id, viewport);
    this.#voice.say(() => {
      if (segmentation.state.getSegmentationRepresentation(viewport.id, { segmentationId, type })) {
        segmentation.triggerSegmentationEvents.triggerSegmentationRepresentationModified(
          viewport.id,
          segmentationId,
          type,
        );
        return;
      }
      // Adding a segmentation makes it active; the host's own tools must keep theirs.
      const active = segmentation.activeSegmentation.getActiveSegmentation(viewport.id)?.segmentationId;
      segmentation.addSegmentationRepresentations(viewport.id, [
        { segmentationId, type, config: { colorLUTOrIndex: this.#colorLut } },
      ]);
      if (active !== undefined) segmentation.activeSegmentation.setActiveSegmentation(viewport.id, active);
    });
  }

  /** Removes the labels from a viewport that shows something else, or is gone. */
  hideIn(viewportId: string): void {
    this.#viewports.delete(viewportId);
    this.#voice.say(() =>
      segmentation.removeSegmentationRepresentations(viewportId, {
        segmentationId: this.#labels.segmentationId,
        type,
      }),
    );
  }

  /** Redraws slices and tells the host that they have changed. */
  tell(slices: readonly number[]): void {
    const { segmentationId } = this.#labels;
    if (!segmentation.state.getSegmentation(segmentationId)) return;
    this.#voice.say(() =>
      segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(segmentationId, [...slices]),
    );
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
    // A segmentation of the host's stays on screen, as it is now.
    if (this.#labels.own) this.#redraw.dispose();
    else this.#redraw.flush();
    clearTimeout(this.#timer);
    for (const viewportId of this.viewportIds) if (!this.#before.has(viewportId)) this.hideIn(viewportId);
  }

  /** One table for all viewports, so that colours are the same in all of them. */
  get #colorLut(): number {
    if (this.#colorLutIndex !== undefined) return this.#colorLutIndex;
    const colors: [number, number, number, number][] = [[0, 0, 0, 0]];
    while (colors.length < 256) colors.push([128, 128, 128, 255]);
    for (const { segmentNumber, color } of this.#session.segments) colors[segmentNumber] = [...color, 255];
    this.#colorLutIndex = segmentation.config.color.addColorLUT(colors, undefined as unknown as number);
    return this.#colorLutIndex;
  }

  /** Copies a box of the session's labels to the host's copy. */
  #write({ from, to }: Box): void {
    const { grid, voxels } = this.#session;
    const [columns, rows] = grid.size;
    const own = this.#labels.own?.voxels;
    for (let k = from[2]; k < to[2]; k++) {
      const slice = this.#labels.slices[k];
      if (!slice) continue;
      const written = slice.read();
      for (let j = from[1]; j < to[1]; j++) {
        const row = columns * (j + rows * k);
        if (own) own.set(voxels.subarray(row + from[0], row + to[0]), row + from[0]);
        else
          for (let i = from[0]; i < to[0]; i++)
            if (written[columns * j + i] !== voxels[row + i]) slice.write(columns * j + i, voxels[row + i]!);
      }
    }
  }

  #send(box: Box): void {
    const { own } = this.#labels;
    // The event alone redraws stacks; if there are volumes too, it is delayed with theirs.
    const hasVolume = [...this.#viewports.values()].some((viewport) => !isStack(viewport));
    if (own && hasVolume && uploadBox(own.volume, own.voxels, box)) {
      this.#untold = this.#untold ? uniteBoxes(this.#untold, box) : box;
      this.#tellSoon(this.#session.isEditing ? tellEveryMs : 0);
    } else this.tell(slicesOf(box));
  }

  /** The event makes Cornerstone send whole slices to the GPU, so it is not raised for every frame. */
  #tellSoon(afterMs: number): void {
    if (!this.#untold) return;
    if (afterMs === 0) clearTimeout(this.#timer);
    else if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const untold = this.#untold;
      this.#untold = undefined;
      if (untold) this.tell(slicesOf(untold));
    }, afterMs);
  }
}
