import { createHash } from "node:crypto";
import { throwIfCancelled } from "../errors.ts";
import type { ModelManifest } from "../model/index.ts";
import { identityOf } from "../model/index.ts";
import type { ListedSeries, StudySource } from "./archive-source.ts";
import { chooseSeries, refuseModality } from "./choose-series.ts";
import type { Priority, SeriesDecision, StudyDecision, WorkQueue } from "./job-queue.ts";
import { type Log, shortName } from "./log.ts";
import type { ModelRule, Rules } from "./rules.ts";
import type { SeriesFacts } from "./series-facts.ts";
import { noTraces, type Traces } from "./traces.ts";
import { whileAway } from "./while-away.ts";
import { namesOf, type WorkItem, workItemVersion, worksOf } from "./work-item.ts";

/** A rule with its model. */
export interface LoadedRule {
  readonly rule: ModelRule;
  readonly manifest: ModelManifest;
}

export interface FeederOptions {
  readonly source: StudySource;
  readonly queue: WorkQueue;
  readonly rules: readonly LoadedRule[];
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
  /** Studies examined in parallel. */
  readonly concurrency?: number;
  readonly traces?: Traces | undefined;
}

/** Outcome of a sweep. */
export interface SweepReport {
  readonly studies: number;
  /** Studies unchanged since the last sweep. */
  readonly unchanged: number;
  readonly chosen: number;
  readonly failed: number;
}

/** Loads the models of the rules. */
export async function loadRules(
  rules: Rules,
  load: (name: string) => Promise<{ readonly manifest: ModelManifest }>,
): Promise<LoadedRule[]> {
  return Promise.all(
    rules.models.map(async (rule) => ({ rule, manifest: (await load(rule.model)).manifest })),
  );
}

/** Examines every study of the source, and queues what is to be segmented. */
export async function sweep(options: FeederOptions): Promise<SweepReport> {
  return (options.traces ?? noTraces).span("archive.sweep", {}, async (add) => {
    const report = await lookAtAll(options);
    const counts = Object.entries(report).map(([name, count]) => [`autoseg.${name}`, count] as const);
    add(Object.fromEntries(counts));
    return report;
  });
}

async function lookAtAll(options: FeederOptions): Promise<SweepReport> {
  const { source, log, signal, concurrency = 4 } = options;
  const report = { studies: 0, unchanged: 0, chosen: 0, failed: 0 };
  const studies = source.studies()[Symbol.asyncIterator]();
  const lookAtNext = async (): Promise<void> => {
    for (;;) {
      throwIfCancelled(signal);
      const { done, value: study } = await studies.next();
      if (done) return;
      report.studies++;
      const chosen = await feedPatiently(study, options);
      if (chosen === "failed") report.failed++;
      else if (chosen === undefined) report.unchanged++;
      else report.chosen += chosen;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lookAtNext));
  log.info("sweep.done", { ...report });
  return report;
}

/** A study that the archive refuses this often, although it answers, is left to the next sweep. */
const mostTries = 3;

/** As {@link feedStudy}, but waits while the archive is away. @returns "failed" if the study is left to the next sweep. */
export async function feedPatiently(
  study: string,
  options: FeederOptions,
  how: { readonly delayMs?: number } = {},
): Promise<number | undefined | "failed"> {
  const { signal, log } = options;
  try {
    return await whileAway(options, () => feedStudy(study, options, how), mostTries);
  } catch (error) {
    throwIfCancelled(signal);
    log.warn("study.failed", { study: shortName(study), code: (error as { code?: string }).code });
    return "failed";
  }
}

/**
 * Decides on one study and queues its series, if anything has changed since it was last examined.
 * @returns how many series are to be segmented; undefined if nothing has changed.
 */
export async function feedStudy(
  study: string,
  { source, queue, rules }: FeederOptions,
  { priority, delayMs = 0 }: { readonly priority?: Priority; readonly delayMs?: number } = {},
): Promise<number | undefined> {
  const listed = await source.series(study);
  const fingerprint = fingerprintOf(listed, rules);
  const earlier = await queue.decision(study);
  if (earlier?.fingerprint === fingerprint && priority === undefined) return undefined;
  const { decisions, items } = await decideStudy(study, listed, { source, rules });
  for (const { item, rule } of items)
    await queue.add([item], { priority: priority ?? rule.priority, delayMs });
  // Recorded last, so that a feeder that dies before this examines the study again.
  await queue.decide(study, { fingerprint, series: decisions } satisfies StudyDecision);
  return items.length;
}

/** Decides what to do with each series of a study, by each rule. */
async function decideStudy(
  study: string,
  listed: readonly ListedSeries[],
  { source, rules }: Pick<FeederOptions, "source" | "rules">,
): Promise<{ readonly decisions: SeriesDecision[]; readonly items: { item: WorkItem; rule: ModelRule }[] }> {
  const facts = new Map<string, Promise<SeriesFacts | undefined>>();
  const describe = (series: ListedSeries) => {
    const known = facts.get(series.seriesInstanceUID) ?? source.describe(study, series);
    facts.set(series.seriesInstanceUID, known);
    return known;
  };
  const decisions: SeriesDecision[] = [];
  const items: { item: WorkItem; rule: ModelRule }[] = [];
  for (const { rule, manifest } of rules) {
    const [network] = manifest.networks;
    const traits = { modality: network!.input.modality, plane: network!.input.plane };
    const refuse = (seriesInstanceUID: string, refusal: { code: string; reason: string }) =>
      decisions.push({ seriesInstanceUID, model: rule.model, code: refusal.code, reason: refusal.reason });
    const candidates: SeriesFacts[] = [];
    for (const series of listed) {
      const { seriesInstanceUID } = series;
      const refusal = refuseModality(series.modality, rule.series, traits);
      const described = refusal ? undefined : await describe(series);
      if (described) candidates.push(described);
      else refuse(seriesInstanceUID, refusal ?? { code: "not-there", reason: "It is no longer there." });
    }
    const { chosen, refused } = chooseSeries(candidates, rule, traits);
    for (const [seriesInstanceUID, refusal] of refused) refuse(seriesInstanceUID, refusal);
    for (const { seriesInstanceUID, sopInstanceUIDs } of chosen) {
      const { type, outputs, uncertainty, model } = rule;
      const works = worksOf({ seriesInstanceUID, type }, manifest, sopInstanceUIDs);
      const { sopInstanceUID } = namesOf(type, works.segmentation)[0]!;
      decisions.push({ seriesInstanceUID, model, sopInstanceUID });
      items.push({
        rule,
        item: {
          version: workItemVersion,
          studyInstanceUID: study,
          seriesInstanceUID,
          model,
          modelVersion: manifest.version,
          sopInstanceUID,
          images: new Set(sopInstanceUIDs).size,
          type,
          outputs,
          uncertainty,
        },
      });
    }
  }
  return { decisions, items };
}

function fingerprintOf(listed: readonly ListedSeries[], rules: readonly LoadedRule[]): string {
  const series = listed.map(({ seriesInstanceUID, images }) => `${seriesInstanceUID} ${images}`).sort();
  const models = rules.map(({ rule, manifest }) => [rule, identityOf(manifest)]);
  return createHash("sha256")
    .update(JSON.stringify([series, models]))
    .digest("hex")
    .slice(0, 32);
}
