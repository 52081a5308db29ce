import type { AutosegExtension } from "../cornerstone/index.ts";
import { createSignal } from "../editing/index.ts";
import { FitQuestion } from "./fit-question.ts";
import type { PanelModel, PanelState } from "./panel-model.ts";
import type { Asked } from "./question.ts";
import { rerunQuestion } from "./rerun-question.ts";

/** How a panel deals with who sits before it. */
export interface PanelUser {
  /** Does what may fail, and tells the user when it does. */
  attempt(work: () => Promise<unknown>): unknown;
  /** Asks before something is lost; undefined when the question was closed without an answer. */
  ask<Id extends string>(question: Asked<Id>): Promise<Id | undefined>;
}

/** An extension as the parts of the panel see it. */
export function toPanelModel(extension: AutosegExtension, { attempt, ask }: PanelUser): PanelModel {
  const dialogChanged = createSignal();
  let segmentDialog: PanelState["segmentDialog"];
  const showDialog = (about: PanelState["segmentDialog"]): void => {
    segmentDialog = about;
    dialogChanged.emit();
  };
  const fitQuestion = new FitQuestion(ask);
  const segment = async (): Promise<void> => {
    await extension.open();
    const { modelFit, modelName } = extension.state;
    if (modelFit && modelName && !(await fitQuestion.mayRun(extension.series!, modelName, modelFit))) return;
    const edits = extension.editsAtRisk();
    if (!edits) return void (await extension.segment());
    const keep = await ask(rerunQuestion(edits));
    if (keep === "edits" || keep === "locks") await extension.segment({ keep });
  };
  return {
    get state() {
      return { ...extension.state, segmentDialog };
    },
    get canSegment() {
      return !extension.session?.isEditing;
    },
    subscribe(listener) {
      const stops = [extension.subscribe(listener), dialogChanged.subscribe(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    selectModel: (name) => attempt(() => extension.selectModel(name)),
    segment: () => attempt(segment),
    togglePause: () => extension.togglePause(),
    cancel: () => extension.cancel(),
    selectSegment: (segmentNumber) => extension.selectSegment(segmentNumber),
    setSegmentDisplay: (segmentNumber, display) => extension.setSegmentDisplay(segmentNumber, display),
    findSegment: (segmentNumber) => extension.session?.findSegment(segmentNumber),
    openSegmentDialog: showDialog,
    closeSegmentDialog: () => showDialog(undefined),
    saveSegment: (draft) => {
      const about = segmentDialog;
      if (about === undefined) return undefined;
      return attempt(async () =>
        about === "new" ? extension.addSegment(draft) : extension.changeSegment(about, draft),
      );
    },
    deleteSegment: (segmentNumber) => attempt(() => extension.deleteSegment(segmentNumber)),
    sortReview: (order) => extension.review.sort(order),
    goTo: (item) => extension.review.goTo(item),
    decide: (state) =>
      void attempt(async () => {
        extension.review.decide(state);
        extension.review.next();
      }),
    reviewNext: () => extension.review.next(),
    sliceNumber: ({ slice }) => slice + 1,
  };
}
