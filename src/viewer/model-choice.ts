import {
  type Candidate,
  type ChosenModel,
  chooseModel,
  describeChoice,
  type ModelEntry,
  type ModelSessions,
} from "../controller/index.ts";
import { describeImage, type SourceSeries } from "../dicom/index.ts";
import { type Model, modelFit, toSegments } from "../model/index.ts";
import { onLanguageChange, t } from "../texts/index.ts";
import { FitQuestion } from "../ui/index.ts";
import type { Segment } from "../volume/index.ts";
import type { LaunchOptions } from "./launch-options.ts";
import type { OtherServers } from "./other-servers.ts";
import type { Workspace } from "./workspace.ts";

/** Which model is chosen: it is fetched and started at once, while the user looks at the images. */
export class ModelChoice {
  readonly #workspace: Workspace;
  readonly #sessions: ModelSessions;
  readonly #options: LaunchOptions;
  readonly #fitQuestion: FitQuestion;
  readonly #otherServers: OtherServers;

  constructor(
    workspace: Workspace,
    sessions: ModelSessions,
    otherServers: OtherServers,
    options: LaunchOptions,
  ) {
    this.#workspace = workspace;
    this.#sessions = sessions;
    this.#otherServers = otherServers;
    this.#options = options;
    this.#fitQuestion = new FitQuestion((question) => workspace.notices.ask(question));
    workspace.opened.subscribe(() => void this.#compare());
    onLanguageChange(() => void this.#compare());
  }

  /** Fetches the index of models, and starts the one to begin with. */
  async start(): Promise<void> {
    const { models: address, model: asked } = this.#options;
    if (!(await this.#otherServers.mayContact(address, "models"))) return;
    const response = await fetch(address, { redirect: "manual" });
    if (!response.ok) throw new Error(t("models.noIndex", { address, status: String(response.status) }));
    const models = toEntries(await response.json().catch(() => undefined), address);
    const wanted = models.find(({ name }) => name === asked);
    this.#choose((wanted ?? models[0])?.name, models);
    if (asked !== undefined && !wanted) throw new Error(t("models.unknown", { name: asked }));
  }

  /** Chooses the model to begin with on a series; the one that the address names stays, if it is made for the modality. */
  async chooseFor(series: SourceSeries): Promise<void> {
    const { models, modelName } = this.#workspace.state;
    const asked = models.find(({ name }) => name === this.#options.model);
    if (asked?.modality === series.modality && asked.name === modelName) return;
    const chosen = chooseModel(series, await this.#candidates(series), modelName);
    if (chosen !== modelName) this.#choose(chosen);
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

  /** Says whether the model fits the series on screen, and what speaks against it: another plane, distance of slices. */
  async #compare(): Promise<void> {
    const { study, store } = this.#workspace;
    const chosen = study && (await this.current());
    const candidates = chosen || !study ? [] : await this.#candidates(study.series);
    if (this.#workspace.study === study)
      store.update(describeChoice(study?.series, chosen?.model.manifest, candidates));
  }

  /** The models for the modality of a series that can be loaded. */
  async #candidates({ modality }: SourceSeries): Promise<Candidate[]> {
    const suited = this.#workspace.state.models.filter((entry) => entry.modality === modality);
    const loaded = await Promise.all(
      suited.map(async ({ name }) => {
        const model = await this.#sessions.load(name).catch(() => undefined);
        return model && { name, manifest: model.manifest };
      }),
    );
    return loaded.filter((candidate) => candidate !== undefined);
  }

  /** Whether a model may be run on a series: the user is asked where it is not known to be made for it. */
  mayRun(series: SourceSeries, { name, model }: ChosenModel): Promise<boolean> {
    return this.#fitQuestion.mayRun(series, name, modelFit(model.manifest, describeImage(series)));
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

/** The entries of an index of models, which lie on the server that the index came from. */
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
