import {
  type KeptWork,
  KeptWorks,
  pageOf,
  restoreLabels,
  StudyClaim,
  voxelsOf,
  WorkKeeper,
} from "../controller/index.ts";
import { t } from "../texts/index.ts";
import { downloadFile } from "../ui/index.ts";
import type { LaunchOptions } from "./launch-options.ts";
import { toReadableJson } from "./readable-json.ts";
import type { Reviewing } from "./reviewing.ts";
import type { OpenStudy, Workspace } from "./workspace.ts";

const switchName = "autoseg.autosave";

/**
 * Keeps unfinished work in this browser, and offers to go on with it when its series is opened again, in this page or in
 * another one that is open at the same time.
 */
export class Autosave {
  readonly #workspace: Workspace;
  readonly #reviewing: Reviewing;
  readonly #works = new KeptWorks();
  readonly #claim: StudyClaim;
  #study: OpenStudy | undefined;
  #keeper: WorkKeeper | undefined;

  constructor(workspace: Workspace, reviewing: Reviewing, { autosave }: LaunchOptions) {
    this.#workspace = workspace;
    this.#reviewing = reviewing;
    this.#claim = new StudyClaim(async () => this.#keeper?.flush());
    this.#claim.lost.subscribe(() => {
      workspace.store.update({ workElsewhere: "taken" });
      workspace.notices.notify("error", t("autosave.taken"));
    });
    this.#claim.gained.subscribe(() => workspace.store.update({ workElsewhere: undefined }));
    workspace.store.update({ autosaves: readSwitch() ?? autosave });
    workspace.opened.subscribe((study) => void this.#attempt(() => this.#begin(study)));
  }

  /** Off: nothing more is kept, and what was kept is erased. */
  async setOn(autosaves: boolean): Promise<void> {
    this.#workspace.store.update({ autosaves });
    try {
      localStorage.setItem(switchName, autosaves ? "on" : "off");
    } catch {
      // Where the browser keeps nothing, it is asked again on the next visit.
    }
    if (!autosaves) await this.eraseAll();
    if (!this.#study) return;
    this.#keep(this.#study);
    this.#keeper?.touch();
    if (this.#keeper) await this.#claim.claim(keyOf(this.#study));
    else this.#claim.release();
  }

  /** Erases the work on every series that was kept, and what was set aside. */
  async eraseAll(): Promise<void> {
    this.#keeper?.stop();
    await this.#attempt(() => this.#works.eraseAll());
    this.#workspace.store.update({ savedAt: undefined, hasDamagedWork: false });
    if (this.#study) this.#keep(this.#study);
  }

  /** Keeps what has changed at once: the page may be closed next. */
  async flush(): Promise<void> {
    await this.#keeper?.flush();
  }

  /** Goes on here with the work that another page does on this study; that page is told. */
  async takeOver(): Promise<void> {
    const { study, notices, store } = this.#workspace;
    if (!study) return;
    if (study.session.isEditing) {
      notices.notify("info", t("autosave.notNow"));
      return;
    }
    await this.#attempt(async () => {
      await this.#claim.takeOver(keyOf(study));
      store.update({ workElsewhere: undefined });
      const openPages = await this.#claim.openPages();
      const { works } = await this.#works.find(keyOf(study));
      const work = works.find(
        ({ writer }) => openPages.has(pageOf(writer)) && pageOf(writer) !== this.#claim.page,
      );
      if (!work || !fits(work, study) || this.#workspace.study !== study) return;
      // What was drawn here stays a work of its own, for the next time that the study is opened.
      if (study.session.hasUnsavedWork) await this.#keeper?.flush();
      this.#keep(study);
      this.#restore(work, study);
    });
  }

  /** Downloads what was found damaged, for somebody who can make something of it. */
  async downloadDamaged(): Promise<void> {
    await this.#attempt(async () => {
      const text = toReadableJson(await this.#works.damaged());
      downloadFile(new Blob([text], { type: "application/json" }), "damaged-work.json");
    });
  }

  async #begin(study: OpenStudy): Promise<void> {
    const { store } = this.#workspace;
    const last = this.#keeper;
    last?.stop();
    this.#claim.release();
    this.#study = study;
    store.update({ savedAt: undefined, saveTrouble: undefined, workElsewhere: undefined });
    this.#keep(study);
    // Who opens another study was asked, and has given the work on the last one up.
    if (last) await this.#attempt(() => this.#works.erase(last.key));
    if (!this.#keeper || this.#workspace.study !== study) return;
    const isMine = await this.#claim.claim(keyOf(study));
    const openPages = await this.#claim.openPages();
    const { works, damaged, setAside } = await this.#works.find(keyOf(study));
    store.update({ hasDamagedWork: setAside > 0 });
    if (damaged > 0) this.#workspace.notices.notify("error", t("autosave.damaged"));
    if (this.#workspace.study !== study) return;
    if (!isMine) store.update({ workElsewhere: "apart" });
    const left = works.filter((work) => !openPages.has(pageOf(work.writer)) && fits(work, study));
    if (left.length > 0) await this.#offer(left, study);
  }

  #keep(study: OpenStudy): void {
    this.#keeper?.stop();
    this.#keeper = undefined;
    const key = keyOf(study);
    if (key === "" || !this.#workspace.state.autosaves) return;
    this.#keeper = new WorkKeeper(study.session, {
      works: this.#works,
      study: key,
      writer: this.#claim.newWriter(),
      review: () => this.#reviewing.settle(),
      onSaved: (savedAt) => this.#workspace.store.update({ savedAt, saveTrouble: undefined }),
      onFailure: (error) => this.#tell(error),
    });
  }

  async #offer(works: readonly KeptWork[], study: OpenStudy): Promise<void> {
    const offered = works.slice(0, 3);
    const answer = await this.#workspace.notices.ask({
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
    if (chosen && !study.session.isEditing && this.#workspace.study === study) this.#restore(chosen, study);
  }

  /** As a step that can be undone; the work is erased where it was as soon as it is kept here. */
  #restore(work: KeptWork, { session }: OpenStudy): void {
    session.replace("file", t("steps.resuming"), restoreLabels(work), work);
    this.#reviewing.restore(work.review, work.editing !== "run");
    this.#keeper?.replace([work]);
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#tell(error);
    }
  }

  /** What is kept is told to be in danger until a later save succeeds. */
  #tell(error: unknown): void {
    const { store, state } = this.#workspace;
    const since = state.savedAt === undefined ? undefined : new Date(state.savedAt);
    store.update({ saveTrouble: troubleText(error, since) });
  }
}

function troubleText(error: unknown, since: Date | undefined): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "QuotaExceededError") return since ? t("autosave.fullSince", { since }) : t("autosave.full");
  if (name === "SecurityError" || typeof indexedDB === "undefined") return t("autosave.refused");
  const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
  return since ? t("autosave.failedSince", { reason, since }) : t("autosave.failed", { reason });
}

/** What the user chose on an earlier visit; undefined without a choice, or where the browser keeps none. */
function readSwitch(): boolean | undefined {
  try {
    const chosen = localStorage.getItem(switchName);
    return chosen === null ? undefined : chosen === "on";
  } catch {
    return undefined;
  }
}

/** Series and first image; empty for images that were stripped of their UIDs, of which no work can be kept. */
function keyOf({ series: { seriesInstanceUID, instances } }: OpenStudy): string {
  const first = instances[0]?.sopInstanceUID;
  return seriesInstanceUID && first ? `${seriesInstanceUID} ${first}` : "";
}

function fits(work: KeptWork, { session }: OpenStudy): boolean {
  return voxelsOf(work) === session.voxels.length;
}
