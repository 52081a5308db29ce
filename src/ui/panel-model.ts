import type {
  ChosenPreferences,
  Controller,
  ControllerState,
  KeyedAction,
  Preferences,
  ReviewItem,
  SegmentDraft,
} from "../controller/index.ts";
import type { SegmentDisplay } from "../editing/index.ts";
import type { Box } from "../regions/index.ts";
import type { ReviewState } from "../review/index.ts";
import { t, withKey } from "../texts/index.ts";
import type { ToolSettings } from "../tools/index.ts";
import type { Segment } from "../volume/index.ts";
import { downloadFile } from "./download.ts";

/** What the parts of a panel show, and what they ask for: a controller, of which they are told what goes wrong. */
export interface PanelModel {
  readonly state: ControllerState;
  /** Calls the listener whenever `state` is another; returns the way to stop it. */
  subscribe(listener: () => unknown): () => void;
  /** False while nothing can be begun. */
  readonly canSegment: boolean;
  selectModel(name: string): unknown;
  /** Keeps these classes of the chosen model from the next run on. */
  keepClasses(classes: readonly number[]): unknown;
  /** Chooses the series that the chosen model sees under a name; undefined takes the choice back. */
  chooseSeries(channel: string, id: string | undefined): unknown;
  /** Takes a NIfTI or NRRD file for the series that the chosen model sees under a name. */
  chooseSeriesFile(channel: string, file: File): unknown;
  /** Looks again at which series there are to choose from. */
  refreshSeries(): unknown;
  /** Takes the tool in hand that draws the box of the next run. */
  drawRunBox(): void;
  /** Limits runs to a box; undefined is the whole image. */
  chooseRunBox(box: Box | undefined): unknown;
  segment(): unknown;
  togglePause(): void;
  cancel(): void;
  selectSegment(segmentNumber: number): void;
  setSegmentDisplay(segmentNumber: number, display: Partial<SegmentDisplay>): void;
  findSegment(segmentNumber: number): Segment | undefined;
  openSegmentDialog(about: "new" | number): void;
  closeSegmentDialog(): void;
  /** Adds or changes the segment that the dialog is about. */
  saveSegment(draft: SegmentDraft): unknown;
  deleteSegment(segmentNumber: number): unknown;
  /** Adds the segments of a preset of the user's. */
  addSegmentPreset(name: string): unknown;
  sortReview(order: ControllerState["reviewOrder"]): void;
  goTo(item: ReviewItem): void;
  /** Says what the active item is held to be, and goes on to the next. */
  decide(state: ReviewState): unknown;
  reviewNext(): void;
  /** Removes what was measured of a finding by hand. */
  measureAutomatically(item: ReviewItem): unknown;
  /** Takes what was pointed at into a segment, as the tool's settings say by default. */
  takePrompts(into?: "active" | "new"): unknown;
  discardPrompts(): void;
  /** Erases on the slices between two what was erased on both. */
  applyBetween(): unknown;
  dismissBetween(): void;
  /** Outlines a finding again, from its centre. */
  promptAgain(item: ReviewItem): unknown;
  followDrawnSlice(): unknown;
  removePrompt(at: number): void;
  /** Points at the voxel that the user looks at. */
  promptAtCursor(adds: boolean): unknown;
  configureTools(settings: Partial<ToolSettings>): void;
  /** Takes a notice off the screen. */
  dismissNotice(id: number): void;
  /** Somebody looks through what was said. */
  markNoticesSeen(): void;
  changePreferences(change: Partial<ChosenPreferences>): void;
  /** Keeps the segments that are open as a preset. */
  saveSegmentPreset(name: string): unknown;
  resetPreferences(): void;
  /** Downloads the preferences as a file. */
  exportPreferences(): void;
  /** Takes over the preferences of a file. @param check of what only a screen knows; throws where that cannot be used. */
  importPreferences(file: File, check?: (preferences: Preferences) => void): unknown;
  /** Number of the axial slice through an item, as the screen counts; one-based. */
  sliceNumber(item: ReviewItem): number | undefined;
  /** The key of an action; undefined where it has none. */
  keyOf(action: KeyedAction): string | undefined;
}

/** A controller as the parts of a panel see it. */
export function toPanelModel(controller: Controller): PanelModel {
  const {
    notices,
    models,
    classChoice,
    channels,
    runBox,
    runs,
    segments,
    review,
    measuring,
    prompts,
    slicesBetween,
    context,
  } = controller;
  const { preferences } = controller;
  return {
    get state() {
      return controller.state;
    },
    get canSegment() {
      return controller.canSegment;
    },
    subscribe: (listener) => controller.subscribe(listener),
    selectModel: (name) => notices.attempt(() => models.select(name)),
    keepClasses: (classes) => notices.attempt(() => classChoice.keep(classes)),
    chooseSeries: (channel, id) => notices.attempt(() => channels.choose(channel, id)),
    chooseSeriesFile: (channel, file) => notices.attempt(() => channels.chooseFile(channel, file)),
    refreshSeries: () => channels.refresh(),
    drawRunBox: () => runBox.draw(),
    chooseRunBox: (box) => notices.attempt(() => runBox.choose(box)),
    segment: () => runs.askAndSegment(),
    togglePause: () => runs.togglePause(),
    cancel: () => runs.cancel(),
    selectSegment: (segmentNumber) => segments.select(segmentNumber),
    setSegmentDisplay: (segmentNumber, display) => segments.setDisplay(segmentNumber, display),
    findSegment: (segmentNumber) => segments.find(segmentNumber),
    openSegmentDialog: (about) => segments.openDialog(about),
    closeSegmentDialog: () => segments.closeDialog(),
    saveSegment: (draft) => notices.attempt(() => segments.save(draft)),
    deleteSegment: (segmentNumber) => notices.attempt(() => segments.delete(segmentNumber)),
    addSegmentPreset: (name) =>
      notices.attempt(async () => {
        const preset = controller.state.preferences.segmentPresets.find((one) => one.name === name);
        if (preset && (await segments.addPreset(preset)) === 0)
          notices.notify("info", t("segments.presetThere", { name }));
      }),
    sortReview: (order) => review.sort(order),
    goTo: (item) => review.goTo(item),
    decide: (state) => notices.attempt(() => review.decideAndGoOn(state)),
    reviewNext: () => review.next(),
    measureAutomatically: (item) => notices.attempt(() => measuring.measure(item, undefined)),
    takePrompts: (into) => notices.attempt(() => prompts.take({ into })),
    promptAgain: (item) => notices.attempt(() => prompts.again(item)),
    followDrawnSlice: () => notices.attempt(() => prompts.followDrawnSlice()),
    discardPrompts: () => prompts.discard(),
    applyBetween: () => slicesBetween.apply(),
    dismissBetween: () => slicesBetween.dismiss(),
    removePrompt: (at) => prompts.remove(at),
    promptAtCursor: (adds) => notices.attempt(() => prompts.clickAtCursor({ adds })),
    configureTools: (settings) => context.toolBox.configure(settings),
    dismissNotice: (id) => notices.dismiss(id),
    markNoticesSeen: () => notices.markSeen(),
    changePreferences: (change) => preferences.change(change),
    saveSegmentPreset: (name) => notices.attempt(() => preferences.addSegmentPreset(name)),
    resetPreferences: () => preferences.reset(),
    exportPreferences: () => {
      const { file, fileName } = preferences.write();
      downloadFile(file, fileName);
    },
    importPreferences: (file, check) =>
      notices.attempt(async () => {
        await preferences.read(file, check);
        notices.notify("info", t("preferences.imported", { name: file.name }));
      }),
    sliceNumber: ({ slice }) => controller.study?.view.axialNumber(slice),
    keyOf: (action) => context.host.keyOf?.(action),
  };
}

/** The title of a button with the key that does the same, where keys do. */
export function titleWithKey(model: PanelModel, title: string, action: KeyedAction): string {
  const key = model.keyOf(action);
  return key === undefined ? title : withKey(title, key);
}
