import { writeDicomSeg } from "../dicom-seg/index.ts";
import { downloadBytes } from "./download.ts";
import { messages } from "./messages.ts";
import type { Workspace } from "./workspace.ts";

/** Hands the segmentation out as files. */
export class Exporting {
  readonly #workspace: Workspace;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Downloads the segmentation as a DICOM-SEG file. */
  exportSegmentation(): void {
    const { study, notices } = this.#workspace;
    if (!study || study.session.isEditing) return;
    void notices.attempt(() => {
      const { session, series } = study;
      const name = `segmentation-${fileDate()}.dcm`;
      downloadBytes(writeDicomSeg(session.toLabelMap(), { source: series }), name, "application/dicom");
      session.history.markSaved();
      notices.notify("info", messages.exporting.done(name));
    });
  }

  /** Downloads what is known of the last run. */
  exportReport(): void {
    const { report } = this.#workspace.state;
    if (!report) return;
    const bytes = new TextEncoder().encode(`${JSON.stringify(report, undefined, 2)}\n`);
    downloadBytes(bytes, `run-${report.model.name}-${fileDate()}.json`, "application/json");
  }
}

/** 202611210815 */
function fileDate(): string {
  return new Date().toISOString().slice(0, 16).replace(/[-:T]/g, "");
}
