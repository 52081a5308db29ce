import type { SegmentationSession } from "../../editing/index.ts";
import { type LabelSnapshot, takeSnapshot } from "../../review/index.ts";
import { letEventsIn } from "../../workers/index.ts";

/** Voxels of a part: looked at within a few milliseconds. */
const partVoxels = 2 ** 21;
/** How long the page may do other things between parts; afterwards what is left is taken at once. */
const patienceMs = 500;
/** How long the page is held up at a time. */
const turnMs = 8;

/** The labels of a session as they are applied, as runs, in parts, of which only those are looked at again that have changed. */
export class LabelParts {
  readonly #session: SegmentationSession;
  readonly #parts: LabelSnapshot[] = [];
  readonly #changed = new Set<number>();
  readonly #stop: () => void;

  constructor(session: SegmentationSession) {
    const { voxels, grid, voxelsChanged } = session;
    this.#session = session;
    const [columns, rows] = grid.size;
    for (let start = 0, part = 0; start < voxels.length; start += partVoxels) this.#changed.add(part++);
    this.#stop = voxelsChanged.subscribe(({ from, to }) => {
      const first = from[0] + columns * (from[1] + rows * from[2]);
      const last = to[0] - 1 + columns * (to[1] - 1 + rows * (to[2] - 1));
      for (let part = Math.floor(first / partVoxels); part <= Math.floor(last / partVoxels); part++)
        this.#changed.add(part);
    });
  }

  /** All parts as they are at the moment at which the promise is resolved, though a hand goes on drawing meanwhile. */
  async take(): Promise<readonly LabelSnapshot[]> {
    const deadline = performance.now() + patienceMs;
    let turnEnds = performance.now() + turnMs;
    for (;;) {
      const [part] = this.#changed;
      if (part === undefined) return [...this.#parts];
      this.#changed.delete(part);
      const [start, end] = [
        part * partVoxels,
        Math.min((part + 1) * partVoxels, this.#session.voxels.length),
      ];
      this.#parts[part] = takeSnapshot(this.#session.appliedPart(start, end));
      if (performance.now() > turnEnds && performance.now() < deadline) {
        await letEventsIn();
        turnEnds = performance.now() + turnMs;
      }
    }
  }

  dispose(): void {
    this.#stop();
  }
}
