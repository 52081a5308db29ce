import type { PanelModel } from "../ui/index.ts";
import type { Viewer } from "./viewer.ts";

/** The viewer as the parts of the panel see it. */
export function createPanelModel(viewer: Viewer): PanelModel {
  const { workspace, display, drawing } = viewer;
  return {
    hasKeys: true,
    get state() {
      return viewer.state;
    },
    get canSegment() {
      const { study, loading, threshold } = viewer.state;
      return study !== undefined && !loading && !threshold;
    },
    subscribe: workspace.store.subscribe,
    selectModel: (name) => viewer.models.select(name),
    segment: () => viewer.segmenting.segment(),
    togglePause: () => viewer.runs.togglePause(),
    cancel: () => viewer.runs.cancel(),
    selectSegment: (segmentNumber) => drawing.selectSegment(segmentNumber),
    setSegmentDisplay: (segmentNumber, change) => display.setSegment(segmentNumber, change),
    findSegment: (segmentNumber) => workspace.study?.session.findSegment(segmentNumber),
    openSegmentDialog: (about) => viewer.segmentEditing.open(about),
    closeSegmentDialog: () => viewer.segmentEditing.close(),
    saveSegment: (draft) => viewer.segmentEditing.save(draft),
    deleteSegment: (segmentNumber) => viewer.segmentEditing.delete(segmentNumber),
    sortReview: (reviewOrder) => workspace.store.update({ reviewOrder }),
    goTo: (item) => viewer.reviewing.goTo(item),
    decide: (state) => viewer.reviewing.decide(state),
    reviewNext: () => viewer.reviewing.next(),
    sliceNumber({ slice }) {
      const pane = workspace.view?.panes.axial;
      return pane?.isOpen ? pane.toPosition(slice) + 1 : undefined;
    },
  };
}
