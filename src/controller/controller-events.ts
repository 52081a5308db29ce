import type { SourceSeries } from "../dicom/index.ts";
import { createSignal, type SegmentationSession, type Signal } from "../editing/index.ts";
import type { Box } from "../regions/index.ts";
import type { ReviewList } from "../review/index.ts";
import type { Progress, RunReport } from "../segmentation/index.ts";
import type { ToolName } from "../tools/index.ts";
import type { Notice, Question } from "./state-parts.ts";

/** What happens, by name, and what is told of it. `subscribe` tells of everything there is to show; these of one thing each. */
export interface ControllerEvents {
  /** A series was opened, with the segmentation that is made of it. */
  "study:opened": { readonly series: SourceSeries; readonly session: SegmentationSession };
  /** The study was closed; the work on it is gone, or another study follows. */
  "study:closed": Record<string, never>;
  /** A model begins, by the name in its manifest: it may have to be started first. */
  "run:started": { readonly model: string };
  /** After every slice, and when the run is queued, paused or resumed. */
  "run:progress": Progress;
  /** Done, with its report; or ended before that by an error, which is an AutosegError `cancelled` where somebody cancelled it. */
  "run:ended": { readonly model: string } & (
    | { readonly report: RunReport }
    | { readonly error: unknown; readonly report?: never }
  );
  /** Voxels changed, within `box`, or without one the list of segments, a label, a colour or how one is shown. */
  "segmentation:changed": { readonly box?: Box };
  /** Findings were made out anew, or somebody said something of one. */
  "review:changed": ReviewList;
  /** What draws; undefined: the left button is the host's. */
  "tool:changed": { readonly tool: ToolName | undefined };
  /** Something is said to the user. */
  notice: Notice;
  /** The user is asked something; the question's `answer` goes on. */
  question: Question;
}

/** Listeners by the name of an event. */
export class EventEmitter {
  readonly #signals = new Map<keyof ControllerEvents, Signal<never>>();

  /** Calls the listener with every event of that name from now on; returns the way to stop it. */
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
