import { messageText, t } from "../texts/index.ts";
import type { ControllerContext, OpenStudy } from "./controller-context.ts";
import type { FollowUp } from "./follow-up.ts";
import { type KeptWork, restoreLabels, toReadableJson, voxelsOf } from "./kept-work/kept-work.ts";
import { KeptWorks } from "./kept-work/kept-works.ts";
import { pageOf, StudyClaim } from "./kept-work/study-claim.ts";
import { WorkKeeper } from "./kept-work/work-keeper.ts";

const switchName = "autoseg.autosave";

export interface AutosaveOptions {
  /** Whether unfinished work is kept until the user says otherwise; on by default. */
  readonly autosave?: boolean;
  /** Where it is kept; by default in this browser's database. */
  readonly works?: Pick<KeptWorks, "find" | "damaged" | "keep" | "erase" | "eraseAll">;
}

/**
 * Keeps unfinished work in this browser and offers to restore it when its series is opened again, in this page or in another.
 */
export class Autosave {
  readonly #context: ControllerContext;
  readonly #works: NonNullable<AutosaveOptions["works"]>;
  readonly #followUp: FollowUp;
  readonly #stops: readonly (() => void)[];
  #madeClaim: StudyClaim | undefined;
  #keeper: WorkKeeper | undefined;
  #erasing: Promise<void> = Promise.resolve();

  constructor(
    context: ControllerContext,
    followUp: FollowUp,
    { autosave = false, works = new KeptWorks() }: AutosaveOptions,
  ) {
    this.#context = context;
    this.#followUp = followUp;
    this.#works = works;
    const chosen = context.memory.get(switchName);
    context.store.update({ autosaves: chosen === undefined ? autosave : chosen === "on" });
    this.#stops = [
      context.opened.subscribe((study) => {
        this.#end();
        if (study) void this.#attempt(() => this.#begin(study));
      }),
      followUp.chosen.subscribe(() => this.#keeper?.touch()),
    ];
  }

  /** Turning it off also erases what was kept. */
  async setOn(autosaves: boolean): Promise<void> {
    const { store, memory, study } = this.#context;
    store.update({ autosaves });
    memory.set(switchName, autosaves ? "on" : "off");
    if (!autosaves) await this.eraseAll();
    if (!study) return;
    this.#keep(study);
    this.#keeper?.touch();
    if (this.#keeper) await this.#claim.claim(keyOf(study));
    else this.#madeClaim?.release();
  }

  /** Erases all kept work, for every series, and what was set aside as damaged. */
  async eraseAll(): Promise<void> {
    await this.#keeper?.stop();
    await this.#attempt(() => this.#works.eraseAll());
    const { store, study } = this.#context;
    store.update({ savedAt: undefined, hasDamagedWork: false });
    if (study) this.#keep(study);
  }

  /** Saves pending changes at once, since the page may be closed next. */
  async flush(): Promise<void> {
    await this.#keeper?.flush();
  }

  /** Saves pending changes before the study is closed, to be offered when its series is opened again. */
  async keepForLater(): Promise<void> {
    await this.flush();
    await this.#keeper?.stop();
    this.#keeper = undefined;
  }

  /**
   * Continues here the work that another page has open, and tells that page.
   * @throws AutosegError (the promise rejects) `not-open`; `busy` while something is being drawn.
   */
  async takeOver(): Promise<void> {
    const study = this.#context.requireIdle();
    await this.#attempt(async () => {
      await this.#claim.takeOver(keyOf(study));
      this.#context.store.update({ workElsewhere: undefined });
      const openPages = await this.#claim.openPages();
      const { works } = await this.#works.find(keyOf(study));
      const work = works.find(
        ({ writer }) => openPages.has(pageOf(writer)) && pageOf(writer) !== this.#claim.page,
      );
      if (!work || !fits(work, study) || this.#context.study !== study) return;
      // What was drawn here is kept as separate work, to be offered the next time the study is opened.
      if (study.session.hasUnsavedWork) await this.#keeper?.flush();
      this.#keep(study);
      this.#restore(work, study);
    });
  }

  /** The damaged work as JSON, so that someone may still recover it. */
  async damagedWork(): Promise<Blob> {
    return new Blob([toReadableJson(await this.#works.damaged())], { type: "application/json" });
  }

  /** Stops saving; what was kept stays for the next visit. */
  async dispose(): Promise<void> {
    for (const stop of this.#stops) stop();
    await this.flush();
    await this.#keeper?.stop();
    this.#keeper = undefined;
    this.#madeClaim?.release();
  }

  /** Created on demand: a page that saves nothing has no need to talk to others. */
  get #claim(): StudyClaim {
    if (this.#madeClaim) return this.#madeClaim;
    const { store, notices } = this.#context;
    const claim = new StudyClaim(async () => this.#keeper?.flush());
    claim.lost.subscribe(() => {
      store.update({ workElsewhere: "taken" });
      notices.notify("error", t("autosave.taken"));
    });
    claim.gained.subscribe(() => store.update({ workElsewhere: undefined }));
    this.#madeClaim = claim;
    return claim;
  }

  /** The study was closed. Whoever closed it was asked, so the work on it is given up. */
  #end(): void {
    const last = this.#keeper;
    this.#keeper = undefined;
    this.#madeClaim?.release();
    if (!last) return;
    const stopped = last.stop();
    if (last.isOnlyFollowUp) return;
    this.#erasing = this.#attempt(async () => {
      await stopped;
      await this.#works.erase(last.key);
    });
  }

  async #begin(study: OpenStudy): Promise<void> {
    const { store, notices } = this.#context;
    this.#keep(study);
    await this.#erasing;
    if (!this.#keeper || this.#context.study !== study) return;
    const isMine = await this.#claim.claim(keyOf(study));
    const openPages = await this.#claim.openPages();
    const { works, damaged, setAside } = await this.#works.find(keyOf(study));
    store.update({ hasDamagedWork: setAside > 0 });
    if (damaged > 0) notices.notify("error", t("autosave.damaged"));
    if (this.#context.study !== study) return;
    if (!isMine) store.update({ workElsewhere: "apart" });
    // Work of another open page is left to that page. This page's own work can be offered, unless it is the work
    // being saved now.
    const isFree = ({ key, writer }: KeptWork): boolean =>
      pageOf(writer) === this.#claim.page ? key !== this.#keeper?.key : !openPages.has(pageOf(writer));
    const left = works.filter((work) => isFree(work) && fits(work, study));
    if (left.length > 0) await this.#offer(left, study);
  }

  #keep(study: OpenStudy): void {
    void this.#keeper?.stop();
    this.#keeper = undefined;
    const key = keyOf(study);
    if (key === "" || !this.#context.state.autosaves) return;
    this.#keeper = new WorkKeeper(study.session, {
      works: this.#works,
      study: key,
      writer: this.#claim.newWriter(),
      review: () => study.review.settle(),
      edited: () => study.edited.toRuns(),
      followUps: () => this.#followUp,
      onSaved: (savedAt) => this.#context.store.update({ savedAt, saveTrouble: undefined }),
      onFailure: (error) => this.#tell(error),
    });
  }

  async #offer(works: readonly KeptWork[], study: OpenStudy): Promise<void> {
    const offered = works.slice(0, 3);
    const answer = await this.#context.notices.ask({
      title: t("autosave.resumeTitle"),
      text: offered
        .map(({ savedAt, segments }) =>
          t("autosave.resumeText", { at: new Date(savedAt), labels: segments.map(({ label }) => label) }),
        )
        .join(" "),
      choices: [
        { id: "anew", label: t("autosave.discard") },
        ...offered.toReversed().map(({ key, savedAt }, index) => ({
          id: key,
          label:
            offered.length === 1 ? t("autosave.resume") : t("autosave.resumeFrom", { at: new Date(savedAt) }),
          isPrimary: index === offered.length - 1,
        })),
      ],
    });
    if (answer === "anew") for (const { key } of offered) await this.#works.erase(key);
    const chosen = offered.find(({ key }) => key === answer);
    if (chosen && !study.session.isEditing && this.#context.study === study) this.#restore(chosen, study);
  }

  /** Restored as an undoable step; the old copy is erased once the work has been saved under this page's name. */
  #restore(work: KeptWork, { session, review, edited }: OpenStudy): void {
    session.replace("file", t("steps.resuming"), restoreLabels(work), work);
    const step = session.history.nextUndo;
    if (step && work.edited) edited.know(step, work.edited);
    review.restore(work.review, work.editing !== "run");
    this.#followUp.restore(work.followUps ?? []);
    this.#keeper?.replace([work]);
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#tell(error);
    }
  }

  /** Warns that work is not being saved, until a later save succeeds. */
  #tell(error: unknown): void {
    const { store, state } = this.#context;
    const since = state.savedAt === undefined ? undefined : new Date(state.savedAt);
    store.update({ saveTrouble: troubleText(error, since) });
  }
}

function troubleText(error: unknown, since: Date | undefined): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "QuotaExceededError") return since ? t("autosave.fullSince", { since }) : t("autosave.full");
  if (name === "SecurityError" || typeof indexedDB === "undefined") return t("autosave.refused");
  const message = messageText(error instanceof Error ? error.message : String(error));
  const reason = message.replace(/\.$/, "");
  return since ? t("autosave.failedSince", { reason, since }) : t("autosave.failed", { reason });
}

/** Series and first image; empty for images stripped of their UIDs, whose work cannot be kept. */
function keyOf({ series: { seriesInstanceUID, instances } }: OpenStudy): string {
  const first = instances[0]?.sopInstanceUID;
  return seriesInstanceUID && first ? `${seriesInstanceUID} ${first}` : "";
}

function fits(work: KeptWork, { session }: OpenStudy): boolean {
  return voxelsOf(work) === session.voxels.length;
}
