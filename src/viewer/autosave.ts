import { type LabelSnapshot, restoreSnapshot, takeSnapshot } from "../review/index.ts";
import type { LaunchOptions } from "./launch-options.ts";
import { messages } from "./messages.ts";
import type { Reviewing } from "./reviewing.ts";
import { type SavedWork, SavedWorks } from "./saved-work.ts";
import type { OpenStudy, Workspace } from "./workspace.ts";

/** After the last edit. */
const delayMs = 1000;
/** Voxels that are looked at before the page may do something else. */
const voxelsAtATime = 2 ** 23;
const switchName = "autoseg.autosave";

/** Keeps unfinished work in this browser, and offers to go on with it when its series is opened again. */
export class Autosave {
  readonly #workspace: Workspace;
  readonly #reviewing: Reviewing;
  readonly #works = new SavedWorks();
  #study: OpenStudy | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(workspace: Workspace, reviewing: Reviewing, { autosave }: LaunchOptions) {
    this.#workspace = workspace;
    this.#reviewing = reviewing;
    workspace.store.update({ autosaves: readSwitch() ?? autosave });
    workspace.opened.subscribe((study) => void this.#begin(study));
  }

  /** Off: nothing more is kept, and what was kept is erased. */
  async setOn(autosaves: boolean): Promise<void> {
    this.#workspace.store.update({ autosaves });
    await this.#attempt(async () => localStorage.setItem(switchName, autosaves ? "on" : "off"));
    if (autosaves && this.#study && keyOf(this.#study)) this.#saveSoon();
    else await this.eraseAll();
  }

  /** Erases the work on every series that was kept. */
  async eraseAll(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#attempt(() => this.#works.eraseAll());
    this.#workspace.store.update({ savedAt: undefined });
  }

  async #begin(study: OpenStudy): Promise<void> {
    const last = this.#study;
    this.#study = study;
    clearTimeout(this.#timer);
    this.#workspace.store.update({ savedAt: undefined });
    if (keyOf(study) === "") return;
    study.session.history.changed.subscribe(() => this.#saveSoon());
    if (!this.#workspace.state.autosaves) return;
    await this.#attempt(async () => {
      // Who opens another study was asked, and has given the work on the last one up.
      if (last) await this.#works.erase(keyOf(last));
      const work = await this.#works.find(keyOf(study));
      if (work && fits(work, study)) await this.#offer(work, study);
    });
  }

  async #offer(work: SavedWork, study: OpenStudy): Promise<void> {
    const { session } = study;
    const answer = await this.#workspace.notices.ask({
      title: messages.autosave.goOnTitle,
      text: messages.autosave.goOnText(
        new Date(work.savedAt),
        work.segments.map(({ label }) => label),
      ),
      choices: [
        { id: "anew", label: messages.autosave.anew },
        { id: "on", label: messages.autosave.goOn, isPrimary: true },
      ],
    });
    if (answer === "anew") await this.#works.erase(keyOf(study));
    if (answer !== "on" || session.isEditing || this.#workspace.study !== study) return;
    const edit = session.beginEdit("file", messages.autosave.step);
    edit.segments = work.segments;
    edit.types = work.types;
    edit.writeAll(joinParts(work.parts, session.voxels.length));
    edit.commit();
    this.#reviewing.restore(work.review);
  }

  /** A browser may refuse to keep anything: then the user is told once, and nothing more is tried. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch {
      this.#workspace.store.update({ autosaves: false, savedAt: undefined });
      this.#workspace.notices.notify("error", messages.autosave.refused);
    }
  }

  #saveSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#attempt(() => this.#save()), delayMs);
  }

  /** In pieces, and anew when something is drawn meanwhile: the page is not held up. */
  async #save(): Promise<void> {
    const { state, store } = this.#workspace;
    const study = this.#study;
    if (!study || !state.autosaves || study.session.isEditing) return;
    const { session } = study;
    const key = keyOf(study);
    if (!session.history.isUnsaved) {
      await this.#works.erase(key);
      store.update({ savedAt: undefined });
      return;
    }
    let isStale = false;
    const stop = session.voxelsChanged.subscribe(() => {
      isStale = true;
    });
    const parts: LabelSnapshot[] = [];
    for (let start = 0; start < session.voxels.length && !isStale; start += voxelsAtATime) {
      parts.push(takeSnapshot(session.voxels.subarray(start, start + voxelsAtATime)));
      await new Promise((resolve) => setTimeout(resolve));
    }
    stop();
    if (isStale) return this.#saveSoon();
    const savedAt = Date.now();
    const { segments, algorithmTypes: types } = session;
    await this.#works.keep({ key, savedAt, parts, segments, types, review: state.review });
    if (this.#study === study) store.update({ savedAt });
  }
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

function fits({ parts }: SavedWork, { session }: OpenStudy): boolean {
  return parts.reduce((sum, { voxelCount }) => sum + voxelCount, 0) === session.voxels.length;
}

function joinParts(parts: readonly LabelSnapshot[], length: number): Uint8Array {
  const voxels = new Uint8Array(length);
  let start = 0;
  for (const part of parts) {
    voxels.set(restoreSnapshot(part), start);
    start += part.voxelCount;
  }
  return voxels;
}
