import type { AutosegExtension } from "../extension/index.ts";
import type { PanelModel } from "./panel-model.ts";

/** An extension as the parts of the panel see it; `attempt` does what may fail, and tells the user when it does. */
export function toPanelModel(
  extension: AutosegExtension,
  attempt: (work: () => Promise<unknown>) => unknown,
): PanelModel {
  return {
    get state() {
      return extension.state;
    },
    get canSegment() {
      return !extension.session?.isEditing;
    },
    subscribe: (listener) => extension.subscribe(listener),
    selectModel: (name) => attempt(() => extension.selectModel(name)),
    segment: () => attempt(() => extension.segment()),
    togglePause: () => extension.togglePause(),
    cancel: () => extension.cancel(),
    selectSegment: (segmentNumber) => extension.selectSegment(segmentNumber),
    setSegmentDisplay: (segmentNumber, display) => extension.setSegmentDisplay(segmentNumber, display),
    sortReview: (order) => extension.review.sort(order),
    goTo: (item) => extension.review.goTo(item),
    decide(state) {
      extension.review.decide(state);
      extension.review.next();
    },
    reviewNext: () => extension.review.next(),
    sliceNumber: ({ slice }) => slice + 1,
  };
}
