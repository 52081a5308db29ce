import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { HandedOut, Handled, StudyDecision, WorkQueue } from "../../../src/archive/job-queue.ts";
import { createLog } from "../../../src/archive/log.ts";
import { createTurns } from "../../../src/archive/turns.ts";
import type { WorkItem } from "../../../src/archive/work-item.ts";
import { type MadeSeries, makeSeries } from "../dicom/make-series.ts";

export const tinyModel = join(
  import.meta.dirname,
  "..",
  "..",
  "fixtures",
  "models",
  "threshold-tiny",
  "manifest.json",
);

/** A log that is kept, line by line. */
export function keepLog() {
  const lines: Record<string, unknown>[] = [];
  return { lines, log: createLog((line) => lines.push(JSON.parse(line))) };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-unit-"));
  folders.push(folder);
  return folder;
}

/** Writes a synthetic series that the tiny model can run on. */
export async function writeSeries(
  folder: string,
  study: string,
  series: string,
  made: MadeSeries = {},
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const files = makeSeries({
    columns: 16,
    rows: 16,
    slices: 6,
    pixelSpacing: [10, 10],
    seriesInstanceUID: series,
    ...made,
    change: (k) => ({ StudyInstanceUID: study, PatientName: "Verborgen^Vera", ...made.change?.(k) }),
  });
  for (const [k, file] of files.entries())
    writeFileSync(join(folder, `${series}-${k}.dcm`), new Uint8Array(await file.arrayBuffer()));
}

/** A queue in memory that hands out work when a test says so. */
export function createFakeQueue() {
  const items = new Map<string, { item: WorkItem; options: { priority: string; delayMs?: number } }>();
  const decisions = new Map<string, StudyDecision>();
  const changed = new Set<string>();
  const said: string[] = [];
  let handler: ((work: HandedOut) => Promise<Handled>) | undefined;
  const queue: WorkQueue = {
    async add(added, options) {
      for (const item of added)
        if (!items.has(item.sopInstanceUID)) items.set(item.sopInstanceUID, { item, options });
    },
    counts: async () => ({ waiting: 0, completed: items.size, failed: 1 }),
    job: async (uid) =>
      items.has(uid) ? { state: "failed", failedReason: "irregular-series: x" } : undefined,
    failures: async () => new Map([["irregular-series: x", 1]]),
    retryFailed: async () => 1,
    async decide(study, decision) {
      decisions.set(study, decision);
    },
    decision: async (study) => decisions.get(study),
    async *decisions() {
      yield* decisions.values();
    },
    async lookAgain(study) {
      decisions.delete(study);
      changed.add(study);
    },
    async takeChanged() {
      const taken = [...changed];
      changed.clear();
      return taken;
    },
    async work(handle) {
      handler = handle;
      return {
        async pause() {
          said.push("pause");
        },
        resume: () => said.push("resume"),
        async close() {
          said.push("close");
        },
      };
    },
    turns: (_, most) => createTurns(most),
    check: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
  return {
    queue,
    items,
    decisions,
    said,
    handOut: (item: WorkItem, more: Partial<HandedOut> = {}) =>
      handler!({ item, isUrgent: false, failures: 0, ...more }),
  };
}
