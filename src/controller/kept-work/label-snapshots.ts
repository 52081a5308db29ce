import type { SegmentationSession } from "../../editing/index.ts";
import { type LabelSnapshot, takeSnapshot } from "../../review/index.ts";
import { letEventsIn } from "../../workers/index.ts";

/** Voxels of a part, small enough to be scanned within a few milliseconds. */
const partVoxels = 2 ** 21;
/** How long the scan may give way to other work between parts; after that, the rest is scanned at once. */
const patienceMs = 500;
/** How long the page is blocked at a time. */
const turnMs = 8;

/** A session's labels, without the edit in progress, as runs in parts. Only parts that have changed are scanned again. */
export class LabelSnapshots {
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

  /** All parts as of the moment when the promise resolves, even if the user goes on drawing meanwhile. */
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
