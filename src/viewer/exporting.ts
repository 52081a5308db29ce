import { withoutRejected } from "../extension/index.ts";
import { downloadFile } from "../panel/index.ts";
import { type ExportFormat, exportFormats } from "./export-formats.ts";
import { messages } from "./messages.ts";
import type { Workspace } from "./workspace.ts";

/** Hands the segmentation out as files. */
export class Exporting {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Downloads the segmentation, without what was rejected. */
  async export(id: ExportFormat["id"]): Promise<void> {
    const { study, notices, state, store } = this.#workspace;
    const format = exportFormats.find((candidate) => candidate.id === id);
    if (!study || !format || study.session.isEditing || state.exporting) return;
    const { session, series } = study;
    store.update({ exporting: format.label });
    await notices.attempt(async () => {
      const labelMap = withoutRejected(session.toLabelMap(), state.review);
      if (labelMap.segments.length === 0) {
        notices.notify("info", messages.exporting.nothingLeft);
        return;
      }
      const name = `segmentation-${fileDate()}${format.extension}`;
      const step = session.history.nextUndo;
      downloadFile(await format.write(labelMap, series), name);
      const isAsExported = session.history.nextUndo === step;
      if (isAsExported && (id === "seg" || id === "labelmap-seg")) session.history.markSaved();
      notices.notify("info", messages.exporting.done(name));
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

/** 202611210815 */
function fileDate(): string {
  return new Date().toISOString().slice(0, 16).replace(/[-:T]/g, "");
}
