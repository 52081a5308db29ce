import { describeImage, type SourceSeries } from "../dicom/index.ts";
import type { ChosenModel, ModelEntry, ModelSessions } from "../extension/index.ts";
import { type Model, suitabilityWarnings, toSegments } from "../model/index.ts";
import type { Segment } from "../volume/index.ts";
import type { LaunchOptions } from "./launch-options.ts";
import { messages } from "./messages.ts";
import type { Workspace } from "./workspace.ts";

/** Which model is chosen: it is fetched and started at once, while the user looks at the images. */
export class ModelChoice {
  readonly #workspace: Workspace;
  readonly #sessions: ModelSessions;
  readonly #options: LaunchOptions;

  constructor(workspace: Workspace, sessions: ModelSessions, options: LaunchOptions) {
    this.#workspace = workspace;
    this.#sessions = sessions;
    this.#options = options;
    workspace.opened.subscribe(() => void this.#compare());
  }

  /** Fetches the index of models, and starts the one to begin with. */
  async start(): Promise<void> {
    const { models: address, model: asked } = this.#options;
    const response = await fetch(address);
    if (!response.ok) throw new Error(messages.models.noIndex(address, response.status));
    const models = (await response.json()) as ModelEntry[];
    const wanted = models.find(({ name }) => name === asked);
    this.#choose((wanted ?? models[0])?.name, models);
    if (asked !== undefined && !wanted) throw new Error(messages.models.unknown(asked));
  }

  /** The model against which least speaks on such a series: the chosen one, unless another suits it better. */
  async chooseFor(series: SourceSeries): Promise<void> {
    const { models, modelName } = this.#workspace.state;
    const image = describeImage(series);
    const suited = models.filter(({ modality }) => modality === series.modality);
    const rated = await Promise.all(
      suited.map(async ({ name }) => {
        const model = await this.#sessions.load(name).catch(() => undefined);
        const warnings = model ? suitabilityWarnings(model.manifest, image).length : Number.POSITIVE_INFINITY;
        return { name, warnings };
      }),
    );
    const fewest = Math.min(...rated.map(({ warnings }) => warnings));
    const chosen = rated.find(({ name }) => name === modelName);
    const best = rated.find(({ warnings }) => warnings === fewest);
    const isWanted =
      chosen !== undefined && (modelName === this.#options.model || chosen.warnings === fewest);
    if (best && !isWanted) this.#choose(best.name);
  }

  /** Those made for the modality of a series that can be loaded. */
  async suited({ modality }: SourceSeries): Promise<readonly Model[]> {
    const suited = this.#workspace.state.models.filter((entry) => entry.modality === modality);
    const models = await Promise.all(
      suited.map(({ name }) => this.#sessions.load(name).catch(() => undefined)),
    );
    return models.filter((model) => model !== undefined);
  }

  async select(name: string): Promise<void> {
    this.#choose(name);
    const segments = await this.segments();
    if (this.#workspace.state.modelName !== name) return;
    this.#workspace.study?.session.replaceEmptySegments(segments);
    await this.#compare();
  }

  /** Says what speaks against the model on the series on screen: another body part, plane, distance of slices. */
  async #compare(): Promise<void> {
    const { study, store } = this.#workspace;
    const chosen = study && (await this.current());
    if (this.#workspace.study !== study) return;
    const modelWarnings =
      study && chosen ? suitabilityWarnings(chosen.model.manifest, describeImage(study.series)) : [];
    store.update({ modelWarnings });
  }

  /** The chosen model; undefined without one, or when it cannot be loaded, which the user is told. */
  async current(): Promise<ChosenModel | undefined> {
    const { modelName: name } = this.#workspace.state;
    if (name === undefined) return undefined;
    const model = await this.#workspace.notices.attempt(() => this.#sessions.load(name));
    return model && { name, model };
  }

  /** What the chosen model draws; nothing without one, or when it cannot be loaded, which the user is told. */
  async segments(): Promise<readonly Segment[]> {
    const chosen = await this.current();
    return chosen ? toSegments(chosen.model.manifest) : [];
  }

  #choose(modelName: string | undefined, models = this.#workspace.state.models): void {
    this.#workspace.store.update({ models, modelName });
    if (modelName !== undefined) this.#sessions.warmUp(modelName);
  }
}
