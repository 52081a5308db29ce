import type { MarkedRuns, SegmentationSession } from "../../editing/index.ts";
import type { ReviewList } from "../../review/index.ts";
import type { KeptFollowUp } from "../follow-up-state.ts";
import type { KeptWork } from "./kept-work.ts";
import type { KeptWorks, WorkVersion } from "./kept-works.ts";
import { LabelSnapshots } from "./label-snapshots.ts";
import { SaveSchedule } from "./save-schedule.ts";

/** Where work is kept, and what belongs to it. */
export interface KeeperOptions {
  readonly works: Pick<KeptWorks, "keep" | "erase">;
  readonly study: string;
  readonly writer: string;
  /** The review of the current segmentation. */
  readonly review: () => ReviewList;
  /** The voxels edited by hand. */
  readonly edited?: () => MarkedRuns;
  /** Choices next to prior studies, and whether any of them has not been exported. */
  readonly followUps?: () => { readonly kept: readonly KeptFollowUp[]; readonly isUnsaved: boolean };
  /** Called with the time of each save; undefined when there is nothing left to save. */
  readonly onSaved: (savedAt: number | undefined) => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Saves the work on a session: strokes, review states and a model's slices within three seconds, even while drawing or a run
 * continues. Exported work is no longer kept.
 */
export class WorkKeeper {
  readonly #session: SegmentationSession;
  readonly #options: KeeperOptions;
  readonly #labels: LabelSnapshots;
  readonly #schedule: SaveSchedule;
  readonly #stops: readonly (() => void)[];
  #replaces: readonly WorkVersion[] = [];
  #hasKept = false;
  #isStopped = false;

  constructor(session: SegmentationSession, options: KeeperOptions) {
    this.#session = session;
    this.#options = options;
    this.#labels = new LabelSnapshots(session);
    this.#schedule = new SaveSchedule(() => this.#save(), options.onFailure);
    this.#stops = [
      session.voxelsChanged.subscribe(() => this.#schedule.touch()),
      session.history.changed.subscribe(() => this.#schedule.touch()),
    ];
  }

  /** Key in the database. */
  get key(): string {
    return `${this.#options.study} ${this.#options.writer}`;
  }

  /** Only follow-up choices are unsaved: closing the study asks no question, since a file holds the segmentation. */
  get isOnlyFollowUp(): boolean {
    return !this.#session.hasUnsavedWork && this.#hasKept;
  }

  /** Earlier work that the session continues: erased as soon as this work is saved. */
  replace(works: readonly WorkVersion[]): void {
    this.#replaces = [...this.#replaces, ...works];
    this.#schedule.touch();
  }

  /** Saves soon, as if something had changed. */
  touch(): void {
    this.#schedule.touch();
  }

  /** Saves at once; resolves when saved or failed. */
  flush(): Promise<void> {
    return this.#schedule.flush();
  }

  /** Saves nothing any more; once this resolves, nothing that was under way comes after it. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const stop of this.#stops) stop();
    await this.#schedule.stop();
    this.#labels.dispose();
  }

  async #save(): Promise<void> {
    const { works, study, writer, review, edited, onSaved } = this.#options;
    const followUps = this.#options.followUps?.();
    const session = this.#session;
    const replaces = this.#replaces;
    if (session.hasUnsavedWork || followUps?.isUnsaved) {
      const parts = await this.#labels.take();
      if (this.#isStopped) return;
      const { segments, types, layers } = session.described;
      const savedAt = Date.now();
      const work: KeptWork = {
        key: this.key,
        study,
        writer,
        savedAt,
        parts,
        segments,
        types,
        layers,
        review: review(),
        edited: edited?.(),
        followUps: followUps?.kept,
        editing: session.isRunning ? "run" : session.isPreviewing ? undefined : session.editKind,
      };
      await works.keep(work, replaces);
      this.#hasKept = true;
      if (!this.#isStopped) onSaved(savedAt);
    } else {
      await works.erase(this.key, replaces);
      this.#hasKept = false;
      if (!this.#isStopped) onSaved(undefined);
    }
    this.#replaces = this.#replaces.filter((version) => !replaces.includes(version));
  }
}
