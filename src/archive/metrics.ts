import type { WorkQueue } from "./job-queue.ts";
import { importOptional } from "./optional-packages.ts";
import type { WorkOutcome } from "./process-work.ts";

/** Metrics for Prometheus, labelled by model, outcome and code, never by study. */
export interface Metrics {
  done(model: string, outcome: WorkOutcome, seconds: number): void;
  failed(model: string, code: string): void;
  /** An item became a dead letter. */
  dead(model: string, code: string): void;
  archiveUp(isUp: boolean): void;
  swept(studies: number): void;
  /** The page that Prometheus reads, with the current state of the queue. */
  page(): Promise<{ readonly text: string; readonly contentType: string }>;
}

/** Used if metrics are not requested. */
export const noMetrics: Metrics = {
  done: () => undefined,
  failed: () => undefined,
  dead: () => undefined,
  archiveUp: () => undefined,
  swept: () => undefined,
  page: async () => ({ text: "", contentType: "text/plain" }),
};

/** @throws AutosegError `queue-unavailable` if prom-client is not installed. */
export async function createMetrics(queue: WorkQueue): Promise<Metrics> {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await importOptional(
    "prom-client",
    () => import("prom-client"),
  );
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const count = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const works = count("autoseg_works_total", "Series that were done, by what came of them", [
    "model",
    "outcome",
  ]);
  const slices = count("autoseg_slices_total", "Slices segmented", ["model"]);
  const seconds = new Histogram({
    name: "autoseg_work_seconds",
    help: "From taking a series out of the queue to its results being stored",
    labelNames: ["model"],
    buckets: [0.5, 1, 2, 5, 10, 20, 60, 120, 300, 600, 1800],
    registers,
  });
  const failures = count("autoseg_failures_total", "Failed tries, by code", ["model", "code"]);
  const dead = count("autoseg_dead_letters_total", "Series given up, by code", ["model", "code"]);
  const up = new Gauge({ name: "autoseg_archive_up", help: "1 while the archive answers", registers });
  const studies = count("autoseg_studies_swept_total", "Studies looked at", []);
  const jobs = new Gauge({
    name: "autoseg_queue_jobs",
    help: "Series in the queue, by state",
    labelNames: ["state"],
    registers,
  });
  return {
    done(model, outcome, took) {
      const name = outcome.kind === "done" && !outcome.computed ? "already there" : outcome.kind;
      works.inc({ model, outcome: name });
      if (outcome.kind !== "done" || !outcome.computed) return;
      slices.inc({ model }, outcome.slices);
      seconds.observe({ model }, took);
    },
    failed: (model, code) => failures.inc({ model, code }),
    dead: (model, code) => dead.inc({ model, code }),
    archiveUp: (isUp) => up.set(isUp ? 1 : 0),
    swept: (count) => studies.inc(count),
    async page() {
      // An unavailable queue must not hold up the other metrics.
      const counts = await Promise.race([
        queue.counts().catch(() => ({})),
        new Promise<Record<string, number>>((resolve) => setTimeout(() => resolve({}), 1000).unref()),
      ]);
      for (const [state, count] of Object.entries(counts)) jobs.set({ state }, count);
      return { text: await registry.metrics(), contentType: registry.contentType };
    },
  };
}
