import { readMeasurementReport } from "../dicom-objects/index.ts";
import type { Point } from "../geometry/index.ts";
import type { DrawnAxes } from "../regions/index.ts";
import { t } from "../texts/index.ts";
import type { ControllerContext } from "./controller-context.ts";
import { findingsAt, type ReviewItem, toReviewItems } from "./review-items.ts";
import { toMeasuredAxes } from "./review-record.ts";

/** Lets the user replace the automatic axes of a finding by axes drawn on the image. */
export class Measuring {
  readonly #context: ControllerContext;
  #stops: readonly (() => void)[] = [];

  constructor(context: ControllerContext) {
    this.#context = context;
    const { measures } = context.toolBox;
    measures.drawn.subscribe(({ id, axes }) => this.#take(id, axes));
    let shownItem = context.state.activeItem;
    context.store.subscribe(() => {
      const { activeItem } = context.state;
      if (activeItem === shownItem) return;
      shownItem = activeItem;
      this.#show();
    });
    context.opened.subscribe((study) => {
      for (const stop of this.#stops) stop();
      this.#stops = study ? [study.review.changed.subscribe(() => this.#show())] : [];
      this.#show();
    });
  }

  /**
   * Sets the axes of a finding as an undoable step; undefined goes back to the automatic ones.
   * @throws AutosegError `not-open`; `busy` while something is being drawn.
   */
  measure(item: ReviewItem, axes: DrawnAxes | undefined): void {
    this.#context.requireIdle().review.measure(item, axes);
  }

  /**
   * Takes over manual measurements from a report of this segmentation, one step for each finding. Findings are matched by
   * tracking UID.
   * @throws AutosegError (the promise rejects) `not-open`, `busy`, and what reading the report throws.
   */
  async openReport(file: File): Promise<void> {
    const { notices } = this.#context;
    this.#context.requireIdle();
    const report = readMeasurementReport(new Uint8Array(await file.arrayBuffer()), file.name);
    const { review, session, series } = this.#context.requireIdle();
    const { findings } = review.settle();
    const measured = report.groups.filter((group) => group.measured);
    const isHere = report.frameOfReferenceUID === series.frameOfReferenceUID;
    let taken = 0;
    for (const { trackingUID, measured: axes } of isHere ? measured : []) {
      const finding = findings.find(({ tracking }) => tracking && tracking.uid === trackingUID);
      const item = finding && this.#findingItem(finding.id);
      const drawn = toMeasuredAxes(axes!, session.grid);
      if (!item || !drawn) continue;
      review.measure(item, drawn);
      taken++;
    }
    const left = measured.length - taken;
    notices.notify("info", t("measuring.opened", { name: file.name, count: taken }));
    if (left > 0) notices.notify("error", t("measuring.left", { count: left }));
  }

  #take(id: number | undefined, axes: DrawnAxes): void {
    const { notices, store } = this.#context;
    const item = id === undefined ? this.#itemAt(axes) : this.#findingItem(id);
    if (!item) {
      notices.notify("info", t("measuring.chooseFinding"));
      return;
    }
    void notices.attempt(() => {
      this.measure(item, axes);
      store.update({ activeItem: item.id });
    });
  }

  /** The finding that contains the midpoint of the long axis, else the one under review. */
  #itemAt({ long: [from, to] }: DrawnAxes): ReviewItem | undefined {
    const { study, state } = this.#context;
    if (!study) return undefined;
    const { grid, segmentVoxels } = study.session;
    const middle = from.map((at, axis) => Math.round((at + to[axis]!) / 2)) as unknown as Point<"ijk">;
    const here = segmentVoxels.at(middle);
    const drawn = study.review.settle().findings.filter(({ segmentNumber }) => here.includes(segmentNumber));
    const [under] = findingsAt(drawn, middle, grid.spacingMm);
    if (under) return this.#findingItem(under.id);
    return toReviewItems(state).find(
      ({ id, findingId }) => id === state.activeItem && findingId !== undefined,
    );
  }

  #findingItem(id: number): ReviewItem | undefined {
    return toReviewItems(this.#context.state).find(({ findingId }) => findingId === id);
  }

  #show(): void {
    const { study, toolBox, state } = this.#context;
    const findings = study?.review.list.findings ?? [];
    toolBox.measures.show(
      findings.flatMap(({ id, measured }) =>
        measured ? [{ id, axes: measured, isActive: state.activeItem === `finding-${id}` }] : [],
      ),
    );
  }
}
