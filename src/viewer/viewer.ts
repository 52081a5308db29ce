import { ModelSessions } from "../controller/index.ts";
import type { Plane } from "../geometry/index.ts";
import type { PanelModel } from "../ui/index.ts";
import { Autosave } from "./autosave.ts";
import { Comparing } from "./comparing.ts";
import { Differences } from "./differences.ts";
import { Display } from "./display.ts";
import { Doubting } from "./doubting.ts";
import { Drawing } from "./drawing.ts";
import { Exporting } from "./exporting.ts";
import { FirstSteps } from "./first-steps.ts";
import type { LaunchOptions } from "./launch-options.ts";
import { Library } from "./library.ts";
import { Limiting } from "./limiting.ts";
import { ModelChoice } from "./model-choice.ts";
import { Operands } from "./operands.ts";
import { OtherServers } from "./other-servers.ts";
import { createPanelModel } from "./panel.ts";
import { Reviewing } from "./reviewing.ts";
import { Runs } from "./runs.ts";
import { SegmentEditing } from "./segment-editing.ts";
import { Segmenting } from "./segmenting.ts";
import { StudyOpening } from "./study-opening.ts";
import { Surfaces } from "./surfaces.ts";
import type { ViewerState } from "./viewer-state.ts";
import { Workspace } from "./workspace.ts";

/** The application without its page: what can be done, each part by itself, and the state that the components show. */
export class Viewer {
  readonly workspace = new Workspace();
  readonly surfaces = new Surfaces(this.workspace);
  readonly display = new Display(this.workspace, this.surfaces);
  readonly reviewing = new Reviewing(this.workspace);
  readonly comparing = new Comparing(this.workspace);
  readonly library = new Library(this.workspace);
  readonly otherServers = new OtherServers(this.workspace.notices);
  readonly operands = new Operands(this.workspace, this.reviewing, this.comparing);
  readonly differences = new Differences(this.workspace, this.reviewing, this.comparing);
  readonly limiting = new Limiting(this.workspace);
  readonly firstSteps = new FirstSteps(this.workspace);
  readonly drawing = new Drawing(this.workspace, this.operands, this.limiting);
  readonly autosave: Autosave;
  readonly exporting: Exporting;
  readonly models: ModelChoice;
  readonly opening: StudyOpening;
  readonly runs: Runs;
  readonly doubting: Doubting;
  readonly segmenting: Segmenting;
  readonly segmentEditing: SegmentEditing;
  /** What the parts of the user interface go by that other programs have too. */
  readonly panel: PanelModel;

  constructor(options: LaunchOptions) {
    this.autosave = new Autosave(this.workspace, this.reviewing, options);
    this.exporting = new Exporting(this.workspace, this.reviewing, options, async () =>
      (await this.models.segments()).map(({ label }) => label),
    );
    const sessions = this.#createSessions(options);
    this.models = new ModelChoice(this.workspace, sessions, this.otherServers, options);
    this.opening = new StudyOpening(this.workspace, this, options);
    this.runs = new Runs(this.workspace, sessions);
    this.segmenting = new Segmenting(this.workspace, this.models, this.runs);
    this.segmentEditing = new SegmentEditing(this.workspace, this.models);
    this.doubting = new Doubting(this.workspace, this.models, this.runs);
    this.panel = createPanelModel(this);
  }

  #createSessions({ models, device, acceptSoftwareAdapter }: LaunchOptions): ModelSessions {
    const { store } = this.workspace;
    const toLocation = (name: string): string => {
      const entry = store.state.models.find((candidate) => candidate.name === name);
      return new URL(entry?.url ?? `${name}/`, models).href;
    };
    const sessions = new ModelSessions(toLocation, { device, acceptSoftwareAdapter });
    sessions.providerChanged.subscribe((provider) => store.update({ provider }));
    return sessions;
  }

  get state(): ViewerState {
    return this.workspace.state;
  }

  /** Takes over the panes' elements, starts the model, and opens the study to begin with. */
  async start(elements: Readonly<Record<Plane, HTMLDivElement>>): Promise<void> {
    const { notices } = this.workspace;
    await notices.attempt(() => this.workspace.start(elements));
    const failure = await this.models.start().then(
      () => undefined,
      (error: unknown) => error,
    );
    await this.opening.openFirst();
    // Opening a study takes what was said before off the screen.
    if (failure !== undefined) notices.report(failure);
  }
}
