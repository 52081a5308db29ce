import type { Controller, ModelEntry } from "../controller/index.ts";
import type { Plane } from "../geometry/index.ts";
import { t } from "../texts/index.ts";
import { downloadFile, type PanelModel, toPanelModel } from "../ui/index.ts";
import { Display, Surfaces } from "./display.ts";
import { FirstSteps } from "./first-steps.ts";
import type { LaunchOptions } from "./launch-options.ts";
import { Library } from "./library.ts";
import { ModelCopies } from "./offline/model-copies.ts";
import { ProgramCopy } from "./offline/program-copy.ts";
import { OtherServers } from "./other-servers.ts";
import { OwnModels } from "./own-models.ts";
import { Pacs } from "./pacs.ts";
import { Prior } from "./prior.ts";
import { ScreenPreferences } from "./screen-preferences.ts";
import { StudyOpening } from "./study-opening.ts";
import { StudyReader } from "./study-reader.ts";
import type { ViewerState } from "./viewer-state.ts";
import { Workspace } from "./workspace.ts";

/** The application without its page: a controller, the screen that shows studies, and the sources of studies. */
export class Viewer {
  readonly workspace: Workspace;
  readonly controller: Controller;
  readonly surfaces: Surfaces;
  readonly display: Display;
  readonly screen: ScreenPreferences;
  readonly library: Library;
  readonly reader: StudyReader;
  readonly otherServers: OtherServers;
  readonly firstSteps: FirstSteps;
  readonly opening: StudyOpening;
  readonly ownModels: OwnModels;
  readonly prior: Prior;
  readonly pacs: Pacs;
  readonly programCopy: ProgramCopy;
  readonly modelCopies: ModelCopies;
  /** The model of user interface components shared with other programs. */
  readonly panel: PanelModel;
  readonly #options: LaunchOptions;

  constructor(options: LaunchOptions) {
    this.#options = options;
    this.workspace = new Workspace(options);
    this.controller = this.workspace.controller;
    this.surfaces = new Surfaces(this.workspace);
    this.screen = new ScreenPreferences(this.workspace);
    this.display = new Display(this.workspace, this);
    this.library = new Library(this.workspace);
    this.reader = new StudyReader(this.workspace, this.library);
    this.workspace.otherSeries = {
      list: () => this.library.besideOpen,
      read: (id) => this.reader.readForModel(this.library.find(id)!),
    };
    this.otherServers = new OtherServers(this.workspace.notices);
    this.firstSteps = new FirstSteps(this.workspace);
    this.ownModels = new OwnModels(this.workspace, this.otherServers);
    this.opening = new StudyOpening(this.workspace, this, options);
    this.prior = new Prior(this.workspace, this);
    this.pacs = new Pacs(this.workspace, this, options);
    this.programCopy = new ProgramCopy(this.workspace);
    this.modelCopies = new ModelCopies(this.workspace);
    this.panel = toPanelModel(this.controller);
  }

  get state(): ViewerState {
    return this.workspace.state;
  }

  /** Takes over the panes' elements, starts the model and opens the first study. */
  async start(elements: Readonly<Record<Plane, HTMLDivElement>>): Promise<void> {
    const { notices } = this.workspace;
    // Before the first request to any server.
    this.otherServers.watchPolicy();
    await notices.attempt(() => this.workspace.start(elements));
    const failure = await this.#startModels().then(
      () => undefined,
      (error: unknown) => error,
    );
    await this.opening.openFirst();
    // Reported now, since opening a study dismisses earlier messages.
    if (failure !== undefined) notices.report(failure);
    this.pacs.start();
    await this.ownModels.addLinked(this.#options.addModel);
    // Last, so that what is on screen comes first.
    await this.programCopy.start();
    await this.modelCopies.measure();
  }

  /** Runs an action; an error is reported to the user and goes no further. */
  attempt<T>(work: (controller: Controller) => T | Promise<T>): Promise<T | undefined> {
    return this.controller.notices.attempt(() => work(this.controller));
  }

  /** Downloads the segmentation in a format. */
  async export(id: Parameters<Controller["exports"]["write"]>[0]): Promise<void> {
    await this.attempt(async ({ exports, notices }) => {
      const { file, fileName, notes } = await exports.write(id);
      downloadFile(file, fileName);
      notices.notify("info", [t("exporting.done", { name: fileName }), ...notes].join(" "));
    });
  }

  /** Opens what was dropped or picked: a study, or a model's folder. */
  async openFiles(files: readonly File[]): Promise<void> {
    await (this.ownModels.isModel(files) ? this.ownModels.add(files) : this.opening.openFiles(files));
  }

  /** Shows which models work offline. */
  openOffline(): void {
    this.display.open("offline");
    void this.attempt(() => this.modelCopies.measure());
  }

  /** Downloads the report of the last run. */
  exportReport(): void {
    const report = this.controller.exports.report();
    if (report) downloadFile(report.file, report.fileName);
  }

  /** Downloads damaged unfinished work. */
  async downloadDamagedWork(): Promise<void> {
    await this.attempt(async ({ autosave }) =>
      downloadFile(await autosave.damagedWork(), "damaged-work.json"),
    );
  }

  async #startModels(): Promise<void> {
    const { models: address, model } = this.#options;
    const own = (await this.controller.notices.attempt(() => this.ownModels.list())) ?? [];
    const mayContact = await this.otherServers.mayContact(address, "models");
    if (!mayContact && own.length === 0) return;
    const list = async () => {
      const listed = mayContact ? await fetchModelIndex(address) : [];
      return [...listed.filter(({ name }) => !own.some((one) => one.name === name)), ...own];
    };
    await this.controller.models.start(list, model);
  }
}

/** The models of an index, on the same server. Redirects are not followed, since the user agreed to this server only. */
async function fetchModelIndex(address: string): Promise<readonly ModelEntry[]> {
  const response = await fetch(address, { redirect: "manual" });
  if (!response.ok) throw new Error(t("models.noIndex", { address, status: String(response.status) }));
  return toEntries(await response.json().catch(() => undefined), address);
}

function toEntries(json: unknown, address: string): readonly ModelEntry[] {
  if (!Array.isArray(json) || !json.every(isEntry)) throw new Error(t("models.notAnIndex", { address }));
  for (const { name, url } of json) {
    const { origin } = new URL(url ?? "", address);
    if (origin !== new URL(address).origin) throw new Error(t("models.elsewhere", { name, origin }));
  }
  return json;
}

function isEntry(entry: unknown): entry is ModelEntry {
  if (typeof entry !== "object" || entry === null) return false;
  const { name, title, modality, url = "" } = entry as Record<string, unknown>;
  return [name, title, modality, url].every((value) => typeof value === "string");
}
