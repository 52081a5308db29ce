import { type SourceSeries, text } from "../dicom/index.ts";
import type { RecordedFollowUp } from "../dicom-objects/index.ts";
import { createSignal } from "../editing/index.ts";
import { notOpen } from "../errors.ts";
import {
  evaluateRows,
  findChoices,
  findingsOf,
  keepChoices,
  type LesionMeasures,
  type LesionRow,
  matchLesions,
  nameOf,
  noChoices,
  type ReaderChoices,
  toCsv,
  toLesionRows,
  withPair,
} from "../follow-up/index.ts";
import type { Point, Vector } from "../geometry/index.ts";
import { messageText, t } from "../texts/index.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { FollowUpState, FollowUpSums, KeptFollowUp } from "./follow-up-state.ts";
import { dateOf, type PriorStudy, toPriorStudy, toTimePoint } from "./prior-study.ts";
import { putParts, readLabels } from "./read-labels.ts";
import { toReviewList } from "./review-record.ts";
import type { SessionReview } from "./session-review.ts";

/** Compares the open study with a prior one: matches their lesions, and states the response by RECIST 1.1. */
export class FollowUp {
  /** A prior study was opened or closed. */
  readonly opened = createSignal<PriorStudy | undefined>();
  /** The reader made or changed a choice. */
  readonly chosen = createSignal();
  readonly #context: ControllerContext;
  #prior: PriorStudy | undefined;
  #stop: (() => void) | undefined;
  /** Matches made by hand: finding of the current study to one of the prior study, or to none. */
  #matched: readonly (readonly [current: number, prior: number | undefined])[] = [];
  #choices: ReaderChoices = noChoices;
  /** The reader's choices by UID of the prior series; for the open one, as of when it was opened. */
  #kept = new Map<string, KeptFollowUp>();
  #isUnsaved = false;
  /** Identifies the current choices: replaced at every change, and for every study. */
  #said = {};
  #opening: object | undefined;

  constructor(context: ControllerContext) {
    this.#context = context;
    context.opened.subscribe((study) => {
      this.#stop?.();
      this.#stop = study?.review.changed.subscribe(() => this.#compare());
      this.close();
      this.#kept = new Map();
      this.#isUnsaved = false;
      this.#said = {};
    });
  }

  get prior(): PriorStudy | undefined {
    return this.#prior;
  }

  /** Choices that are in no exported table or report yet. */
  get isUnsaved(): boolean {
    return this.#isUnsaved;
  }

  /** Identifies the choices made so far, for {@link markSaved}. */
  get said(): object {
    return this.#said;
  }

  /** The choices for this prior series and for others before it. */
  get kept(): readonly KeptFollowUp[] {
    const now = this.#toKept();
    const others = [...this.#kept.values()].filter(
      ({ priorSeriesUID }) => priorSeriesUID !== now?.priorSeriesUID,
    );
    return now ? [...others, now] : others;
  }

  /** Restores saved choices: at once for the open prior series, for others when they are opened. */
  restore(kept: readonly KeptFollowUp[]): void {
    this.#kept = new Map(kept.map((one) => [one.priorSeriesUID, one]));
    this.#isUnsaved = kept.length > 0;
    this.#said = {};
    this.#applyKept();
  }

  /**
   * Opens a prior study next to the current one, with segments from a file if given. Has no effect if another is opened
   * meanwhile, or this one closed.
   * @throws AutosegError (the promise rejects) `not-open`, and what reading the file throws.
   */
  async open(series: SourceSeries, file?: File): Promise<void> {
    const study = this.#context.require();
    const opening = {};
    this.#opening = opening;
    const { notices, work, store } = this.#context;
    if (series.seriesInstanceUID !== "" && series.seriesInstanceUID === study.series.seriesInstanceUID)
      notices.notify("info", t("followUp.sameSeries"));
    const read = file && (await readLabels(work, file, series));
    if (this.#opening !== opening) return;
    const prior = toPriorStudy(series);
    if (read) {
      const { parts, review: record, notes } = read;
      const [labelMap, ...over] = parts;
      if (labelMap) putParts(prior.session, file.name, [labelMap, ...over]);
      if (record) prior.review.adopt(toReviewList(record, series.volume.grid));
      else prior.review.settle();
      for (const note of notes) notices.notify("info", `${file.name}: ${messageText(note)}`);
    }
    this.close();
    this.#prior = prior;
    const isSameFrame = series.frameOfReferenceUID === study.series.frameOfReferenceUID;
    store.update({
      followUp: {
        title: file?.name ?? "",
        hasSegments: file !== undefined,
        isSameFrame,
        isLinked: true,
        dates: { current: dateOf(study.series), prior: dateOf(series) },
        offsetMm: [0, 0, 0],
        sums: noSums,
        rows: [],
        priorLesions: [],
        result: undefined,
      },
    });
    const patients = [study.series, series].map(({ header }) => text(header, "PatientID") ?? "");
    if (patients[0] !== patients[1]) notices.notify("error", t("followUp.otherPatient"));
    if (!isSameFrame) notices.notify("info", t("followUp.otherFrame"));
    this.#compare();
    this.#applyKept();
    this.opened.emit(prior);
  }

  close(): void {
    this.#opening = undefined;
    if (!this.#prior) return;
    const kept = this.#toKept();
    if (kept) this.#kept.set(kept.priorSeriesUID, kept);
    this.#prior.review.dispose();
    this.#prior = undefined;
    this.#matched = [];
    this.#choices = noChoices;
    this.#context.store.update({ followUp: undefined });
    this.opened.emit(undefined);
  }

  /** Whether both studies scroll together. */
  setLinked(isLinked: boolean): void {
    this.#update({ isLinked });
  }

  /** Aligns both studies at positions (LPS, mm) that show the same place; lesions are matched again. */
  alignAt(current: Point<"lps">, prior: Point<"lps">): void {
    const offsetMm: Vector<"lps"> = [prior[0] - current[0], prior[1] - current[1], prior[2] - current[2]];
    this.#update({ offsetMm, isLinked: true });
    this.#compareAnew();
  }

  /** Matches a finding of the current study to one of the prior study; undefined for a new lesion. */
  match(current: number, prior: number | undefined): void {
    this.#matched = [...this.#matched.filter(([id]) => id !== current), [current, prior]];
    this.#compareAnew();
  }

  /** Overrides what a lesion counts as; otherwise the RECIST rules decide. */
  choose(row: LesionRow, what: keyof ReaderChoices, is: boolean): void {
    this.#choices = { ...this.#choices, [what]: new Map(this.#choices[what]).set(row.id, is) };
    this.#compareAnew();
  }

  /** Sets earlier sums of diameters, and whether non-target disease has progressed. */
  setSums(sums: Partial<FollowUpSums>): void {
    const { followUp } = this.#context.state;
    if (followUp) this.#update({ sums: { ...followUp.sums, ...sums } });
    this.#compareAnew();
  }

  /**
   * Lesions and response as comma-separated values.
   * @throws AutosegError `not-open` without a prior study.
   */
  toCsv(): { readonly file: Blob; readonly fileName: string } {
    const { followUp } = this.#context.state;
    if (!followUp?.result) throw notOpen("segmentation");
    const csv = toCsv(followUp.rows, followUp.result, followUp.dates);
    // Without a byte order mark, spreadsheets assume another encoding.
    const file = new Blob([`\uFEFF${csv}`], { type: "text/csv;charset=utf-8" });
    this.markSaved(this.#said);
    return { file, fileName: `follow-up-${followUp.dates.current || "study"}.csv` };
  }

  /** The comparison as a report records it; undefined without a prior study. */
  toRecord(): RecordedFollowUp | undefined {
    const { followUp } = this.#context.state;
    const { study } = this.#context;
    if (!followUp?.result || !this.#prior || !study) return undefined;
    const trackingOf = (measures: LesionMeasures | undefined, review: SessionReview): string | undefined =>
      review.list.findings.find(({ id }) => id === measures?.findingId)?.tracking?.uid;
    const prior = this.#prior;
    return {
      ...followUp.result,
      priorStudyUID: prior.series.studyInstanceUID,
      lesions: followUp.rows.map((row) => ({
        name: row.current?.name ?? row.prior?.name ?? "",
        trackingUID: trackingOf(row.current, study.review) ?? trackingOf(row.prior, prior.review),
        role: row.isTarget ? "target" : row.isNew ? "new" : "non-target",
        priorMm: row.isNode ? row.prior?.shortMm : row.prior?.longMm,
        currentMm: row.isNode ? row.current?.shortMm : row.current?.longMm,
        priorMl: row.prior?.volumeMl,
        currentMl: row.current?.volumeMl,
      })),
    };
  }

  /** Marks the choices identified by {@link said} as exported; later ones remain unsaved. */
  markSaved(said: object): void {
    if (!this.#isUnsaved || this.#said !== said) return;
    this.#isUnsaved = false;
    this.chosen.emit();
  }

  /** Undefined without a prior series that can be recognised again, and while no choice was made. */
  #toKept(): KeptFollowUp | undefined {
    const { study, state } = this.#context;
    const prior = this.#prior;
    const priorSeriesUID = prior?.series.seriesInstanceUID;
    if (!study || !prior || !state.followUp || !priorSeriesUID) return undefined;
    const { offsetMm, sums } = state.followUp;
    const said = { matched: this.#matched, choices: this.#choices };
    const kept = keepChoices(said, toTimePoint(study), toTimePoint(prior));
    const isNothing =
      kept.matched.length + kept.choices.length === 0 && sums === noSums && offsetMm.every((mm) => mm === 0);
    return isNothing ? undefined : { ...kept, priorSeriesUID, offsetMm, sums };
  }

  #applyKept(): void {
    const { study } = this.#context;
    const prior = this.#prior;
    const kept = prior && this.#kept.get(prior.series.seriesInstanceUID);
    if (!study || !kept) return;
    const { matched, choices } = findChoices(kept, toTimePoint(study), toTimePoint(prior));
    this.#matched = matched;
    this.#choices = choices;
    this.#update({ offsetMm: kept.offsetMm, sums: kept.sums });
    this.#compare();
  }

  #compareAnew(): void {
    this.#isUnsaved = true;
    this.#said = {};
    this.#compare();
    this.chosen.emit();
  }

  #update(change: Partial<FollowUpState>): void {
    const { followUp } = this.#context.state;
    if (followUp) this.#context.store.update({ followUp: { ...followUp, ...change } });
  }

  #compare(): void {
    const { study, state } = this.#context;
    const { followUp } = state;
    // Without the prior study's segments its lesions are unknown, so the current ones must not be called new.
    if (!study || !this.#prior || !followUp?.hasSegments) return;
    const [current, prior] = [toTimePoint(study), toTimePoint(this.#prior)];
    const known = new Set(findingsOf(current).map(({ id }) => id));
    const pairs = this.#matched
      .filter(([id]) => known.has(id))
      .reduce(
        (all, [id, other]) => withPair(all, id, other),
        matchLesions(current, prior, followUp.offsetMm),
      );
    const rows = toLesionRows(current, prior, pairs, this.#choices);
    this.#update({
      rows,
      priorLesions: findingsOf(prior).map((finding) => ({ id: finding.id, name: nameOf(prior, finding) })),
      result: evaluateRows(rows, followUp.sums),
    });
  }
}

const noSums: FollowUpSums = {
  baselineSumMm: undefined,
  nadirSumMm: undefined,
  nonTargetProgresses: false,
};
