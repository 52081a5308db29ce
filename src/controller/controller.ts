import type { ToolBox, ToolName } from "../tools/index.ts";
import { Autosave, type AutosaveOptions } from "./autosave.ts";
import { Channels } from "./channels.ts";
import { ClassChoice } from "./class-choice.ts";
import { Comparison } from "./comparison.ts";
import { type ContextOptions, ControllerContext, type OpenStudy } from "./controller-context.ts";
import type { ControllerEvents } from "./controller-events.ts";
import type { ControllerState } from "./controller-state.ts";
import { Differences } from "./differences.ts";
import { Expectation } from "./expectation.ts";
import { Exports } from "./exports.ts";
import { FollowUp } from "./follow-up.ts";
import { Fusion } from "./fusion.ts";
import { Limits } from "./limits.ts";
import { Measuring } from "./measuring.ts";
import { Models, type ModelsOptions } from "./models.ts";
import type { Notices } from "./notices.ts";
import { Opening } from "./opening.ts";
import { Operands } from "./operands.ts";
import { Operations } from "./operations.ts";
import { Prompts } from "./prompts.ts";
import { Review } from "./review.ts";
import { RunBox } from "./run-box.ts";
import { Runs } from "./runs.ts";
import { Segments } from "./segments.ts";
import { SlicesBetween } from "./slices-between.ts";
import type { Store } from "./store.ts";
import { tellEvents } from "./tell-events.ts";
import { Uncertainty } from "./uncertainty.ts";
import { UserPreferences } from "./user-preferences.ts";

export interface ControllerOptions extends ContextOptions, AutosaveOptions {
  readonly models?: ModelsOptions;
  /** The reader's name, such as "Doe, Jane". */
  readonly reader?: string | undefined;
}

/**
 * Segmentation of one study at a time, without a screen: its actions, grouped by subject, and the state that a user interface
 * shows. Actions throw errors; `notices.attempt` reports them to the user instead.
 */
export class Controller {
  readonly context: ControllerContext;
  readonly notices: Notices;
  readonly models: Models;
  readonly classChoice: ClassChoice;
  readonly channels: Channels;
  readonly runBox: RunBox;
  readonly expectation: Expectation;
  readonly runs: Runs;
  readonly segments: Segments;
  readonly review: Review;
  readonly measuring: Measuring;
  readonly comparison: Comparison;
  readonly followUp: FollowUp;
  readonly differences: Differences;
  readonly uncertainty: Uncertainty;
  readonly fusion: Fusion;
  readonly limits: Limits;
  readonly operands: Operands;
  readonly operations: Operations;
  readonly slicesBetween: SlicesBetween;
  readonly prompts: Prompts;
  readonly autosave: Autosave;
  readonly exports: Exports;
  readonly opening: Opening;
  readonly preferences: UserPreferences;

  /** @param store holds the state; the host may keep more in it. */
  constructor(store: Store<ControllerState>, options: ControllerOptions) {
    const context = new ControllerContext(store, options);
    this.context = context;
    this.notices = context.notices;
    tellEvents(context);
    this.models = new Models(context, options.models);
    this.classChoice = new ClassChoice(context, this.models);
    this.runBox = new RunBox(context);
    this.expectation = new Expectation(context, this.models);
    this.channels = new Channels(context, this.models);
    this.runs = new Runs(context, this.models, this.channels);
    this.segments = new Segments(context, this.models);
    this.review = new Review(context);
    this.measuring = new Measuring(context);
    this.comparison = new Comparison(context);
    this.followUp = new FollowUp(context);
    this.differences = new Differences(context, this.review, this.comparison);
    this.uncertainty = new Uncertainty(context, this.models, this.runs);
    this.fusion = new Fusion(context);
    this.limits = new Limits(context);
    this.operands = new Operands(context, this.review, this.comparison);
    this.operations = new Operations(context, this.operands, this.limits);
    this.slicesBetween = new SlicesBetween(context, this.limits);
    this.prompts = new Prompts(context, this.models);
    this.autosave = new Autosave(context, this.followUp, options);
    this.exports = new Exports(context, this, options.reader);
    this.opening = new Opening(context, this);
    this.preferences = new UserPreferences(context);
  }

  get state(): ControllerState {
    return this.context.state;
  }

  /** Calls the listener whenever `state` is replaced; returns a function that removes it. */
  subscribe(listener: () => unknown): () => void {
    return this.context.store.subscribe(listener);
  }

  /** Calls the listener on every event of that name; returns a function that removes it. */
  on<Name extends keyof ControllerEvents>(
    name: Name,
    listener: (detail: ControllerEvents[Name]) => unknown,
  ): () => void {
    return this.context.events.on(name, listener);
  }

  /** The active tool and its settings. */
  get toolBox(): ToolBox {
    return this.context.toolBox;
  }

  /** Undefined leaves the left button to the host. */
  selectTool(tool: ToolName | undefined): void {
    this.context.toolBox.tool = tool;
  }

  get study(): OpenStudy | undefined {
    return this.context.study;
  }

  /** Whether a run can begin. */
  get canSegment(): boolean {
    const { host, study, state } = this.context;
    if (host.isBusy || state.threshold) return false;
    return study ? !study.session.isEditing : host.open !== undefined;
  }

  /** Does nothing without a step to undo, or during a stroke or operation. */
  undo() {
    return this.study?.session.undo();
  }

  redo() {
    return this.study?.session.redo();
  }

  /** Closes the study, discards its segmentation and ends any run. The models stay. */
  close(): void {
    this.runs.cancel();
    this.context.close();
  }

  /** Ends workers and anything still running; unfinished work stays saved. */
  async dispose(): Promise<void> {
    await this.autosave.dispose();
    this.runs.cancel();
    this.context.dispose();
    this.slicesBetween.dispose();
    await this.prompts.dispose();
    await this.models.dispose();
  }
}
