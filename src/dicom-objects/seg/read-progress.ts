import type { Steps } from "../../workers/index.ts";

/** How far the reading of an object is, in frames of its present phase; what was not compressed is not decoded. */
export interface SegReadProgress {
  readonly phase: "decoding" | "surveying" | "placing";
  readonly framesDone: number;
  readonly framesTotal: number;
}

export interface ReadInTurns {
  /** Called at each whole percent of a phase. */
  readonly onProgress?: ((progress: SegReadProgress) => void) | undefined;
  /** Ends the reading, which then throws `cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

/** Work on the frames of an object; undefined is a step that is no frame. */
export type FrameSteps<Result> = Steps<SegReadProgress | undefined, Result>;

/** Steps of a phase, one a frame. */
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

/** Calls back at each whole percent of a phase, which is as often as anybody can see. */
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
