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

/** What panel components show and call: a controller whose errors are reported to the user. */
export interface PanelModel {
  readonly state: ControllerState;
  /** Calls the listener whenever `state` is replaced; returns a function that removes it. */
  subscribe(listener: () => unknown): () => void;
  /** Whether a run can begin. */
  readonly canSegment: boolean;
  selectModel(name: string): unknown;
  /** Restricts further runs of the chosen model to these classes. */
  keepClasses(classes: readonly number[]): unknown;
  /** Assigns a series to a channel of the chosen model; undefined goes back to the guess. */
  chooseSeries(channel: string, id: string | undefined): unknown;
  /** Assigns a NIfTI or NRRD file to a channel of the chosen model. */
  chooseSeriesFile(channel: string, file: File): unknown;
  /** Updates the list of series to choose from. */
  refreshSeries(): unknown;
  /** Activates the tool that draws the run box. */
  drawRunBox(): void;
  /** Limits runs to a box; undefined for the whole image. */
  chooseRunBox(box: Box | undefined): unknown;
  segment(): unknown;
  togglePause(): void;
  cancel(): void;
  selectSegment(segmentNumber: number): void;
  setSegmentDisplay(segmentNumber: number, display: Partial<SegmentDisplay>): void;
  findSegment(segmentNumber: number): Segment | undefined;
  openSegmentDialog(about: "new" | number): void;
  closeSegmentDialog(): void;
  /** Adds or changes the dialog's segment. */
  saveSegment(draft: SegmentDraft): unknown;
  deleteSegment(segmentNumber: number): unknown;
  /** Adds the segments of one of the user's presets. */
  addSegmentPreset(name: string): unknown;
  sortReview(order: ControllerState["reviewOrder"]): void;
  goTo(item: ReviewItem): void;
  /** Sets the review state of the active item and goes to the next one. */
  decide(state: ReviewState): unknown;
  reviewNext(): void;
  /** Removes the manual measurements of a finding. */
  measureAutomatically(item: ReviewItem): unknown;
  /** Adds the outlined object to a segment, by default as in the tool settings. */
  takePrompts(into?: "active" | "new"): unknown;
  discardPrompts(): void;
  /** Erases what was erased on two slices on those between them too. */
  applyBetween(): unknown;
  dismissBetween(): void;
  /** Outlines a finding again, from its centre. */
  promptAgain(item: ReviewItem): unknown;
  followDrawnSlice(): unknown;
  removePrompt(at: number): void;
  /** Places a prompt at the voxel in view. */
  promptAtCursor(adds: boolean): unknown;
  configureTools(settings: Partial<ToolSettings>): void;
  dismissNotice(id: number): void;
  /** The user has opened the list of messages. */
  markNoticesSeen(): void;
  changePreferences(change: Partial<ChosenPreferences>): void;
  /** Saves the current segments as a preset. */
  saveSegmentPreset(name: string): unknown;
  resetPreferences(): void;
  exportPreferences(): void;
  /** Replaces the preferences by those of a file. @param check throws if the screen cannot use them. */
  importPreferences(file: File, check?: (preferences: Preferences) => void): unknown;
  /** Number, counted from 1, of the axial slice through an item, as the screen shows it. */
  sliceNumber(item: ReviewItem): number | undefined;
  /** The shortcut of an action; undefined if it has none. */
  keyOf(action: KeyedAction): string | undefined;
}

/** A controller as panel components see it. */
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

/** The title of a button with its shortcut, if it has one. */
export function titleWithKey(model: PanelModel, title: string, action: KeyedAction): string {
  const key = model.keyOf(action);
  return key === undefined ? title : withKey(title, key);
}
