import type { MarkedRuns, SegmentationSession } from "../../editing/index.ts";
import type { ReviewList } from "../../review/index.ts";
import type { KeptFollowUp } from "../follow-up-state.ts";
import type { KeptWork } from "./kept-work.ts";
import type { KeptWorks, WorkVersion } from "./kept-works.ts";
import { LabelParts } from "./label-parts.ts";
import { SaveSchedule } from "./save-schedule.ts";

/** Where a work is kept, and by whom. */
export interface KeeperOptions {
  readonly works: Pick<KeptWorks, "keep" | "erase">;
  readonly study: string;
  readonly writer: string;
  /** What was said of the segmentation as it is now. */
  readonly review: () => ReviewList;
  /** The voxels that a person has decided. */
  readonly edited?: () => MarkedRuns;
  /** What was said beside prior studies, and whether any of it is in no file yet. */
  readonly followUps?: () => { readonly kept: readonly KeptFollowUp[]; readonly isUnsaved: boolean };
  /** The work was kept at that time; undefined when there is nothing left to keep. */
  readonly onSaved: (savedAt: number | undefined) => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Keeps the work on a session: strokes, decisions and a model's slices within three seconds, though a hand or a model goes
 * on. What is exported is no longer kept.
 */
export class WorkKeeper {
  readonly #session: SegmentationSession;
  readonly #options: KeeperOptions;
  readonly #parts: LabelParts;
  readonly #schedule: SaveSchedule;
  readonly #stops: readonly (() => void)[];
  #replaces: readonly WorkVersion[] = [];
  #hasKept = false;

  constructor(session: SegmentationSession, options: KeeperOptions) {
    this.#session = session;
    this.#options = options;
    this.#parts = new LabelParts(session);
    this.#schedule = new SaveSchedule(() => this.#save(), options.onFailure);
    this.#stops = [
      session.voxelsChanged.subscribe(() => this.#schedule.touch()),
      session.history.changed.subscribe(() => this.#schedule.touch()),
    ];
  }

  /** In the database. */
  get key(): string {
    return `${this.#options.study} ${this.#options.writer}`;
  }

  /** Nobody is asked about it when the study is closed, since a file holds the segmentation. */
  get isOnlyFollowUp(): boolean {
    return !this.#session.hasUnsavedWork && this.#hasKept;
  }

  /** The session goes on with other works: they are erased as soon as it is kept itself. */
  replace(works: readonly WorkVersion[]): void {
    this.#replaces = [...this.#replaces, ...works];
    this.#schedule.touch();
  }

  /** Keeps the work soon, as if something had changed. */
  touch(): void {
    this.#schedule.touch();
  }

  /** Keeps what has changed at once; resolves when that is done, or has failed. */
  flush(): Promise<void> {
    return this.#schedule.flush();
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#schedule.stop();
    this.#parts.dispose();
  }

  async #save(): Promise<void> {
    const { works, study, writer, review, edited, onSaved } = this.#options;
    const followUps = this.#options.followUps?.();
    const session = this.#session;
    const replaces = this.#replaces;
    if (session.hasUnsavedWork || followUps?.isUnsaved) {
      const parts = await this.#parts.take();
      const { segments, types, layers } = session.described;
      const savedAt = Date.now();
      const work: KeptWork = {
        ...{ key: this.key, study, writer, savedAt, parts, segments, types, layers },
        ...{ review: review(), edited: edited?.(), followUps: followUps?.kept },
        editing: session.isRunning ? "run" : session.isPreviewing ? undefined : session.editKind,
      };
      await works.keep(work, replaces);
      this.#hasKept = true;
      onSaved(savedAt);
    } else {
      await works.erase(this.key, replaces);
      this.#hasKept = false;
      onSaved(undefined);
    }
    this.#replaces = this.#replaces.filter((version) => !replaces.includes(version));
  }
}
