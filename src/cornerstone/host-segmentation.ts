import { eventTarget } from "@cornerstonejs/core";
import { Enums } from "@cornerstonejs/tools";
import { createSignal, type SegmentationSession } from "../editing/index.ts";
import { HostEdits } from "./host-edits.ts";
import { HostHistory } from "./host-history.ts";
import { HostLabelmap } from "./host-labelmap.ts";
import type { HostLabels } from "./host-labels.ts";
import { HostSegments } from "./host-segments.ts";
import type { HostViewport } from "./host-viewports.ts";
import { HostVoice } from "./host-voice.ts";

/** Makes a session's segmentation one of the host's, with its labels, segment list and history kept the same on both sides. */
export class HostSegmentation {
  /** Something that the host wrote was reverted; a sentence says why. */
  readonly refused: HostEdits["refused"];
  /** The host removed the segmentation from its state. */
  readonly removed = createSignal();
  readonly segmentationId: string;
  readonly #labels: HostLabels;
  readonly #voice = new HostVoice();
  readonly #labelmap: HostLabelmap;
  readonly #segments: HostSegments;
  readonly #edits: HostEdits;
  readonly #history: HostHistory;
  readonly #onRemoved = (event: Event): void => {
    const { segmentationId } = (event as CustomEvent<{ segmentationId: string }>).detail;
    if (segmentationId !== this.segmentationId || this.#voice.isSaying) return;
    // Removed first, since Cornerstone raises the event twice.
    eventTarget.removeEventListener(Enums.Events.SEGMENTATION_REMOVED, this.#onRemoved);
    this.removed.emit();
  };

  /** @param shownSlices slices along k that the viewports show. */
  constructor(session: SegmentationSession, labels: HostLabels, shownSlices: () => readonly number[]) {
    this.segmentationId = labels.segmentationId;
    this.#labels = labels;
    this.#labelmap = new HostLabelmap(session, labels, this.#voice);
    this.#edits = new HostEdits(session, labels, this.#voice, {
      shownSlices,
      redraw: (slices) => this.#labelmap.tell(slices),
    });
    this.refused = this.#edits.refused;
    this.#segments = new HostSegments(session, labels, this.#voice, () => this.#labelmap.viewportIds);
    this.#history = new HostHistory(session, labels.segmentationId);
    eventTarget.addEventListener(Enums.Events.SEGMENTATION_REMOVED, this.#onRemoved);
  }

  showIn(viewport: HostViewport): void {
    this.#labelmap.showIn(viewport);
    this.#segments.tell();
  }

  hideIn(viewportId: string): void {
    this.#labelmap.hideIn(viewportId);
  }

  /** Takes over all that the host has written so far without an event. */
  settle(): void {
    this.#edits.settle();
  }

  dispose(): void {
    eventTarget.removeEventListener(Enums.Events.SEGMENTATION_REMOVED, this.#onRemoved);
    this.#edits.dispose();
    this.#history.dispose();
    this.#segments.dispose();
    this.#labelmap.dispose();
    this.#voice.say(() => this.#labels.dispose());
  }
}
