import { operationGroups } from "../controller/index.ts";
import { drawingTools, isToolFor, navigatingTools } from "./tool-list.ts";
import type { Viewer } from "./viewer.ts";

/** What happens when an action's key goes down and, if it matters, up again. */
interface KeyBinding {
  readonly press: (viewer: Viewer, event: KeyboardEvent) => void;
  readonly release?: (viewer: Viewer) => void;
}

const does = (press: KeyBinding["press"]): KeyBinding => ({ press });

/** By the names in `keyActions`. */
export const keyBindings: Readonly<Record<string, KeyBinding>> = {
  pause: does(({ controller }) => controller.runs.togglePause()),
  report: does(({ display }) => display.open("report")),
  cut: does(({ controller }) => {
    controller.toolBox.configure({ scissors: "cut", scissorsThrough: "volume" });
    controller.selectTool("scissors");
  }),
  growFromSeeds: does(({ state, panel, controller }) => {
    if (state.prompting) void panel.takePrompts("new");
    else void controller.operations.growFromScribbles();
  }),
  enter: does(({ state, panel, controller }) => {
    if (state.threshold) controller.uncertainty.acceptThreshold();
    else if (state.preview) controller.operations.acceptPreview();
    else if (state.prompting) void panel.takePrompts();
    else if (state.slicesBetween) void panel.applyBetween();
    else if (state.hasScribbles) void controller.operations.repairFromScribbles();
    else if (state.study) void panel.decide("accepted");
  }),
  next: does(({ controller }) => controller.review.next()),
  reject: does(({ state, panel, controller }) => {
    if (state.prompting) controller.prompts.removeLast();
    else if (state.study) void panel.decide("rejected");
  }),
  cancel: does(({ controller, display, panel, state }) => {
    const isEditing = controller.study?.session.isEditing;
    if (state.slicesBetween) {
      panel.dismissBetween();
      return;
    }
    if (!(state.threshold || state.preview || state.prompting || isEditing) && display.closeDrawer()) return;
    if (!isEditing) controller.prompts.discard();
    controller.uncertainty.cancelThreshold();
    controller.operations.cancel();
  }),
  smallerBrush: does(({ controller }) => controller.toolBox.stepBrush(-1)),
  largerBrush: does(({ controller }) => controller.toolBox.stepBrush(1)),
  chooseSegment: does(({ state, controller }, { key }) => {
    const segment = state.segments[Number(key) - 1];
    if (segment) controller.segments.select(segment.segmentNumber);
  }),
  addSegment: does(({ controller }) => controller.segments.openDialog("new")),
  changeSegment: does(({ controller, state }) => controller.segments.openDialog(state.activeSegment)),
  undo: does(({ controller }) => controller.undo()),
  redo: does(({ controller }) => controller.redo()),
  axial: does(({ display }) => display.showPlane("axial")),
  sagittal: does(({ display }) => display.showPlane("sagittal")),
  coronal: does(({ display }) => display.showPlane("coronal")),
  previousSlice: does(({ display }) => display.stepSlice(-1)),
  nextSlice: does(({ display }) => display.stepSlice(1)),
  previousOfSegment: does(({ display }) => display.stepToSegment(-1)),
  nextOfSegment: does(({ display }) => display.stepToSegment(1)),
  firstOfSegment: does(({ display }) => display.goToEndOfSegment("first")),
  lastOfSegment: does(({ display }) => display.goToEndOfSegment("last")),
  tenSlicesUp: does(({ display }) => display.stepSlice(-10)),
  tenSlicesDown: does(({ display }) => display.stepSlice(10)),
  uncertainSlice: does(({ controller }) => controller.uncertainty.goToMostUncertain()),
  preset: does(({ display }) => display.nextPreset()),
  inverse: does(({ display }) => display.toggleInverse()),
  fill: does(({ display }) => display.toggleFill()),
  hide: {
    press: ({ display }) => display.hideSegmentation(true),
    release: ({ display }) => display.hideSegmentation(false),
  },
  panoptic: does(({ display }) => display.togglePanoptic()),
  traces: does(({ display }) => display.toggleTraces()),
  imageText: does(({ display }) => display.toggleImageText()),
  difference: does(({ controller }) => controller.differences.toggleAny()),
  uncertainty: does(({ controller }) => controller.uncertainty.toggleOverlay()),
  library: does(({ display }) => display.toggleLibrary()),
  layout: does(({ display }) => display.nextLayout()),
  panel: does(({ display }) => display.togglePanel()),
  fit: does(({ display }) => display.fit()),
  preferences: does(({ display }) => display.open("preferences")),
  all: does(({ display }) => display.open("keys")),
  ...Object.fromEntries(
    [...drawingTools, ...navigatingTools].map((entry) => [
      `tools.${entry.tool}`,
      does(({ controller, state }) => {
        if (isToolFor(entry, state.study?.modality)) controller.selectTool(entry.tool);
      }),
    ]),
  ),
  ...Object.fromEntries(
    operationGroups.flatMap(({ entries }) =>
      entries.map((entry) => [
        `operations.${entry.id}`,
        does(({ controller }) => void controller.operations.operate(entry)),
      ]),
    ),
  ),
};
