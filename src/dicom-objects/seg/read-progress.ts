import type { Steps } from "../../workers/index.ts";

/** The progress of reading an object, in frames of the current phase; uncompressed objects have no decoding phase. */
export interface SegReadProgress {
  readonly phase: "decoding" | "surveying" | "placing";
  readonly framesDone: number;
  readonly framesTotal: number;
}

export interface ReadInTurns {
  /** Called at each whole percent of a phase. */
  readonly onProgress?: ((progress: SegReadProgress) => void) | undefined;
  /** Stops reading, which then throws `cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

/** Work on an object's frames; a step of undefined is not a frame. */
export type FrameSteps<Result> = Steps<SegReadProgress | undefined, Result>;

/** The steps of a phase, one per frame. */
export function* eachFrame<Frame>(
  frames: readonly Frame[],
  phase: SegReadProgress["phase"],
  work: (frame: Frame) => void,
): FrameSteps<void> {
  let framesDone = 0;
  for (const frame of frames) {
    work(frame);
    yield { phase, framesDone: ++framesDone, framesTotal: frames.length };
  }
}

/** Calls back at each whole percent of a phase. */
export function perPercent(
  onProgress: (progress: SegReadProgress) => void,
): (progress: SegReadProgress | undefined) => void {
  let told = "";
  return (progress) => {
    if (!progress) return;
    const { phase, framesDone, framesTotal } = progress;
    const percent = `${phase} ${Math.floor((100 * framesDone) / framesTotal)}`;
    if (percent === told) return;
    told = percent;
    onProgress(progress);
  };
}
