import type { SourceSeries } from "../dicom/index.ts";
import { createSignal, type SegmentationSession, type Signal } from "../editing/index.ts";
import type { Box } from "../regions/index.ts";
import type { ReviewList } from "../review/index.ts";
import type { Progress, RunReport } from "../segmentation/index.ts";
import type { ToolName } from "../tools/index.ts";
import type { Notice, Question } from "./state-parts.ts";

/** Events by name, with their details. `subscribe` reports every change of the state; each of these reports one kind. */
export interface ControllerEvents {
  /** A series was opened with a new segmentation. */
  "study:opened": { readonly series: SourceSeries; readonly session: SegmentationSession };
  /** The study was closed; its segmentation is discarded. */
  "study:closed": Record<string, never>;
  /** A run begins; the model, named as in its manifest, may have to be started first. */
  "run:started": { readonly model: string };
  /** After every slice, and when the run is queued, paused or resumed. */
  "run:progress": Progress;
  /** A run finished, with its report, or failed; the error is an AutosegError `cancelled` if the run was cancelled. */
  "run:ended": { readonly model: string } & (
    | { readonly report: RunReport }
    | { readonly error: unknown; readonly report?: never }
  );
  /** Voxels changed within `box`; without a box, the segment list or a segment's label, colour or display changed. */
  "segmentation:changed": { readonly box?: Box };
  /** Findings were updated, or a review state changed. */
  "review:changed": ReviewList;
  /** The active tool; undefined if the left button belongs to the host. */
  "tool:changed": { readonly tool: ToolName | undefined };
  /** A message for the user. */
  notice: Notice;
  /** A question for the user; call its `answer`. */
  question: Question;
}

/** Event listeners by name. */
export class EventEmitter {
  readonly #signals = new Map<keyof ControllerEvents, Signal<never>>();

  /** Adds a listener; returns a function that removes it. */
  on<Name extends keyof ControllerEvents>(
    name: Name,
    listener: (detail: ControllerEvents[Name]) => unknown,
  ): () => void {
    return this.#signal(name).subscribe(listener);
  }

  emit<Name extends keyof ControllerEvents>(name: Name, detail: ControllerEvents[Name]): void {
    this.#signal(name).emit(detail);
  }

  #signal<Name extends keyof ControllerEvents>(name: Name): Signal<ControllerEvents[Name]> {
    const signal = this.#signals.get(name) ?? createSignal<ControllerEvents[Name]>();
    this.#signals.set(name, signal as Signal<never>);
    return signal as Signal<ControllerEvents[Name]>;
  }
}
