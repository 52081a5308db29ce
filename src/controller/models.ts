import type { SourceSeries } from "../dicom/index.ts";
import { AutosegError, busyWith } from "../errors.ts";
import type { BackendOptions } from "../inference/index.ts";
import { chooseClasses, loadPromptedModel, type Model, modelFit } from "../model/index.ts";
import type { Prompter } from "../prompting/index.ts";
import { describeForModel } from "../segmentation/index.ts";
import { onLanguageChange, t } from "../texts/index.ts";
import type { Segment } from "../volume/index.ts";
import { type Candidate, chooseModel, describeChoice } from "./choose-model.ts";
import type { ControllerContext, OpenStudy } from "./controller-context.ts";
import { type ChosenModel, largestSegmentNumber, type ModelEntry } from "./model-entry.ts";
import { ModelSessions } from "./model-sessions.ts";

/** Where models are, and what they run on. */
export interface ModelsOptions extends BackendOptions {
  /** URL of a model's folder or manifest; by default its entry's `url`. */
  readonly toLocation?: (entry: ModelEntry) => string;
}

/** The models to choose from, by name. The chosen one is loaded and started at once, while the user looks at the images. */
export class Models {
  readonly sessions: ModelSessions;
  readonly #context: ControllerContext;
  readonly #stopListening: () => void;
  readonly #startPrompter: () => Promise<Prompter>;
  #ready: Promise<void> = Promise.resolve();
  /** The chosen model; `isAsked` if the page's address names it. */
  #wanted: { readonly name: string; readonly isAsked: boolean } | undefined;
  /** Models that the user agreed to run on a series although they may not fit. */
  readonly #agreed = new WeakMap<SourceSeries, Set<string>>();

  constructor(context: ControllerContext, { toLocation = ({ url }) => url, ...options }: ModelsOptions = {}) {
    this.#context = context;
    this.sessions = new ModelSessions(
      (name) => toLocation(this.#find(name)),
      (model) => context.work.createSegmenter(model, options),
    );
    this.#startPrompter = async () => {
      const entry = context.state.promptedModels[0];
      const model = entry && (await context.notices.attempt(() => loadPromptedModel(toLocation(entry))));
      return context.work.createPrompter(model, options);
    };
    this.sessions.providerChanged.subscribe((provider) => context.store.update({ provider }));
    // Warnings are sentences in the page's language.
    this.#stopListening = onLanguageChange(() => void this.compare());
  }

  /**
   * Lists the models and starts the one asked for, or else the first.
   * @throws AutosegError (the promise rejects) what `list` throws; `model-not-found` if there is no such model.
   */
  start(list: () => Promise<readonly ModelEntry[]>, asked?: string): Promise<void> {
    this.#ready = this.#start(list, asked);
    this.#ready.catch(() => undefined);
    return this.#ready;
  }

  /** Resolves when the models are listed. @throws AutosegError (the promise rejects) as {@link start}. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /**
   * Loads a model by name, or the chosen one.
   * @throws AutosegError (the promise rejects) `model-not-found`, also for an unknown name,
   * `no-model-chosen`, `invalid-manifest`.
   */
  async get(name?: string): Promise<ChosenModel> {
    await this.#ready;
    const { models, modelName } = this.#context.state;
    const wanted = name ?? modelName;
    if (wanted !== undefined)
      return { name: wanted, model: await this.sessions.load(this.#find(wanted).name) };
    const names = models.map((entry) => entry.name);
    throw new AutosegError(
      "no-model-chosen",
      names.length === 0
        ? "No model was given. Add the folder of one to `models`."
        : `No model is known to fit this series. Choose one of: ${names.join(", ")}.`,
      { models: names },
    );
  }

  /**
   * Starts the model that outlines what the user points at. Without one, or if it cannot be loaded (reported to the user), the
   * random walker is used.
   * @throws AutosegError (the promise rejects) `inference-failed` if the worker cannot start.
   */
  async startPrompter(): Promise<Prompter> {
    // Without a list of models there is no prompted model either.
    await this.#ready.catch(() => undefined);
    return this.#startPrompter();
  }

  /**
   * The segments that the chosen model draws, in the user's colours; empty without a model, or if it cannot be loaded, which is
   * reported to the user.
   */
  async segments(): Promise<readonly Segment[]> {
    const model = await this.#chosen();
    const { state } = this.#context;
    const { colors } = state.preferences;
    const kept = state.modelName === undefined ? undefined : state.keptClasses[state.modelName];
    return (model ? chooseClasses(model.manifest, kept).segments : []).map((segment) => ({
      ...segment,
      color: colors[segment.label] ?? segment.color,
    }));
  }

  /** As {@link segments}, to list before anything is drawn. Those numbered above 255 get a number when drawn. */
  async listedSegments(): Promise<readonly Segment[]> {
    return (await this.segments()).filter(({ segmentNumber }) => segmentNumber <= 255);
  }

  /**
   * Preselects a model for a series. A model named by the page's address stays if it is made for the modality; one chosen by
   * the user stays unless it is known not to fit.
   */
  async chooseFor(series: SourceSeries): Promise<void> {
    const { models, modelName } = this.#context.state;
    if (models.length === 0) return;
    const candidates = await this.#candidates(series);
    const wanted = candidates.find(({ name }) => name === this.#wanted?.name);
    const isMisfit = wanted && modelFit(wanted.manifest, describeForModel(series)).fit === "does-not-fit";
    if (wanted && wanted.name === modelName && (this.#wanted?.isAsked || !isMisfit)) return;
    const chosen = chooseModel(series, candidates, modelName);
    if (chosen !== modelName) this.#choose(chosen);
  }

  /** @throws AutosegError `busy` during a run: only one model can be started, so choosing another would end the run. */
  requireNoRun(): void {
    if (this.#context.state.run) throw busyWith("run");
  }

  /**
   * Chooses a model and starts it.
   * @throws AutosegError (the promise rejects) `model-not-found` for an unknown name; `busy` during a run.
   */
  async select(name: string): Promise<void> {
    await this.#ready;
    this.requireNoRun();
    this.#wanted = { name: this.#find(name).name, isAsked: false };
    this.#choose(name);
    const segments = await this.listedSegments();
    if (this.#context.state.modelName !== name) return;
    this.#context.study?.session.replaceEmptySegments(segments);
    await this.compare();
  }

  /**
   * Adds a model to the list, in place of one of the same name, and chooses it.
   * @throws AutosegError (the promise rejects) `busy` during a run.
   */
  async add(entry: ModelEntry): Promise<void> {
    await this.#ready.catch(() => undefined);
    this.requireNoRun();
    this.remove(entry.name);
    this.#context.store.update({ models: [...this.#context.state.models, entry] });
    await this.select(entry.name);
  }

  /** Removes a model from the list and chooses the first of the others. @throws AutosegError `busy` during a run. */
  remove(name: string): void {
    this.requireNoRun();
    const { models, modelName } = this.#context.state;
    const others = models.filter((entry) => entry.name !== name);
    if (others.length === models.length) return;
    this.sessions.forget(name);
    this.#context.store.update({ models: others });
    if (modelName === name) this.#choose(others[0]?.name);
  }

  /** Whether a model may run on a series. The user is asked, once, if it is not known to fit. */
  async mayRun(series: SourceSeries, { name, model }: ChosenModel): Promise<boolean> {
    const { fit, reason } = modelFit(model.manifest, describeForModel(series));
    const agreed = this.#agreed.get(series) ?? new Set();
    if (fit === "fits" || agreed.has(name)) return true;
    const answer = await this.#context.notices.ask({
      title: t("fit.title"),
      text: `${reason} ${t("fit.text")}`,
      choices: [
        { id: "cancel", label: t("common.cancel") },
        { id: "run", label: t("fit.run"), isPrimary: true },
      ],
    });
    if (answer !== "run") return false;
    this.#agreed.set(series, agreed.add(name));
    return true;
  }

  /** The highest segment number of any model for the series' modality. */
  async largestNumber(series: SourceSeries): Promise<number> {
    return largestSegmentNumber(await this.#candidates(series));
  }

  /** Ends the started model and frees its memory. */
  async dispose(): Promise<void> {
    this.#stopListening();
    await this.sessions.stop();
  }

  async #start(list: () => Promise<readonly ModelEntry[]>, asked: string | undefined): Promise<void> {
    const listed = await list();
    const models = listed.filter(({ kind }) => kind !== "prompted");
    const promptedModels = listed.filter(({ kind }) => kind === "prompted");
    this.#context.store.update({ models, promptedModels });
    const wanted = models.find(({ name }) => name === asked);
    if (wanted) this.#wanted = { name: wanted.name, isAsked: true };
    this.#choose((wanted ?? models[0])?.name);
    if (asked !== undefined) this.#find(asked);
  }

  #find(name: string): ModelEntry {
    const { models } = this.#context.state;
    const entry = models.find((one) => one.name === name);
    if (entry) return entry;
    const names = models.map((one) => one.name).join(", ");
    throw new AutosegError("model-not-found", `There is no model "${name}". Choose one of: ${names}.`, {
      location: name,
    });
  }

  #choose(modelName: string | undefined): void {
    this.#context.store.update({ modelName });
    if (modelName !== undefined) this.sessions.warmUp(modelName);
  }

  async #chosen(): Promise<Model | undefined> {
    const { modelName } = this.#context.state;
    return modelName === undefined
      ? undefined
      : this.#context.notices.attempt(() => this.sessions.load(modelName));
  }

  /** Updates the state with how the chosen model fits the open series, and with warnings about plane or slice spacing. */
  async compare(): Promise<void> {
    const { study } = this.#context;
    const model = study && (await this.#chosen());
    const candidates = study ? await this.#candidates(study.series) : [];
    if (study && this.#context.study === study) this.#describe(study, model, candidates);
  }

  #describe({ series }: OpenStudy, model: Model | undefined, candidates: readonly Candidate[]): void {
    this.#context.store.update(describeChoice(series, model?.manifest, candidates));
  }

  /** The models for the series' modality that can be loaded. */
  async #candidates({ modality }: SourceSeries): Promise<Candidate[]> {
    const suited = this.#context.state.models.filter((entry) => entry.modality === modality);
    const loaded = await Promise.all(
      suited.map(async ({ name }) => {
        const model = await this.sessions.load(name).catch(() => undefined);
        return model && { name, manifest: model.manifest };
      }),
    );
    return loaded.filter((candidate) => candidate !== undefined);
  }
}
