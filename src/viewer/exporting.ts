import { rejectionNotes, withoutRejected } from "../controller/index.ts";
import { t } from "../texts/index.ts";
import { downloadFile } from "../ui/index.ts";
import { type ExportFormat, exportFormats } from "./export-formats.ts";
import type { LaunchOptions } from "./launch-options.ts";
import type { Reviewing } from "./reviewing.ts";
import type { Workspace } from "./workspace.ts";

const readerStorageName = "autoseg.reader";

/** Hands the segmentation out as files. */
export class Exporting {
  readonly #workspace: Workspace;
  readonly #reviewing: Reviewing;
  readonly #labelsOfModel: () => Promise<readonly string[]>;

  /** @param labelsOfModel what the chosen model calls its segments: no patient's name. */
  constructor(
    workspace: Workspace,
    reviewing: Reviewing,
    { reader }: LaunchOptions,
    labelsOfModel: () => Promise<readonly string[]>,
  ) {
    this.#workspace = workspace;
    this.#reviewing = reviewing;
    this.#labelsOfModel = labelsOfModel;
    workspace.store.update({ readerName: reader ?? readName() });
  }

  /** Who draws, as people write it. It is remembered where unfinished work is, until it is emptied. */
  setReader(readerName: string): void {
    const { state, store } = this.#workspace;
    store.update({ readerName });
    try {
      if (readerName !== "" && state.autosaves) localStorage.setItem(readerStorageName, readerName);
      else localStorage.removeItem(readerStorageName);
    } catch {
      // A browser that keeps nothing asks again on the next visit.
    }
  }

  /** Exports from now on with or without the patient's identity. */
  setAnonymous(exportsAnonymously: boolean): void {
    this.#workspace.store.update({ exportsAnonymously });
  }

  /** Downloads the segmentation, without what was rejected. */
  async export(id: ExportFormat["id"]): Promise<void> {
    const { study, notices, state, store } = this.#workspace;
    const format = exportFormats.find((candidate) => candidate.id === id);
    if (!study || !format || study.session.isEditing || state.exporting) return;
    const { session, series } = study;
    store.update({ exporting: id });
    await notices.attempt(async () => {
      const { labelMap, rejected } = withoutRejected(session.toLabelMap(), this.#reviewing.settle());
      if (labelMap.segments.length === 0) {
        notices.notify("info", t("exporting.nothingLeft"));
        return;
      }
      const name = `segmentation-${fileDate()}${format.extension}`;
      const step = session.history.nextUndo;
      const anonymous = state.exportsAnonymously
        ? { uids: "retained" as const, labels: await this.#labelsOfModel() }
        : undefined;
      const creatorName = toPersonName(state.readerName);
      downloadFile(await format.write(labelMap, series, { creatorName, anonymous }), name);
      const isAsExported = session.history.nextUndo === step;
      if (isAsExported && (id === "seg" || id === "labelmap-seg")) session.history.markSaved();
      const notes = rejectionNotes(rejected, session.segments);
      notices.notify("info", [t("exporting.done", { name }), ...notes].join(" "));
    });
    store.update({ exporting: undefined });
  }

  /** Downloads what is known of the last run. */
  exportReport(): void {
    const { report } = this.#workspace.state;
    if (!report) return;
    const file = new Blob([`${JSON.stringify(report, undefined, 2)}\n`], { type: "application/json" });
    downloadFile(file, `run-${report.model.name}-${fileDate()}.json`);
  }
}

function readName(): string {
  try {
    return localStorage.getItem(readerStorageName) ?? "";
  } catch {
    return "";
  }
}

/** "Doe, Jane" as DICOM writes it, "Doe^Jane" (PS3.5 6.2.1.1); undefined without a name. */
function toPersonName(name: string): string | undefined {
  const personName = name.trim().replace(/\s*,\s*/, "^");
  return personName === "" ? undefined : personName;
}

/** 202611210815 */
function fileDate(): string {
  return new Date().toISOString().slice(0, 16).replace(/[-:T]/g, "");
}
