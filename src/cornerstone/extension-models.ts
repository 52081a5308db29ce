import {
  type Candidate,
  type ChoiceFacts,
  type ChosenModel,
  chooseModel,
  describeChoice,
  largestSegmentNumber,
  ModelSessions,
  toModelEntry,
} from "../controller/index.ts";
import type { SourceSeries } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import type { BackendOptions } from "../inference/index.ts";
import { type Model, type ModelManifest, toSegments } from "../model/index.ts";
import type { Segment } from "../volume/index.ts";
import type { ExtensionState } from "./extension-state.ts";

/** The models of an extension, by the names that their manifests give them; the chosen one is fetched and started at once. */
export class ExtensionModels {
  readonly sessions: ModelSessions;
  readonly #update: (change: Partial<ExtensionState>) => void;
  readonly #loaded: Promise<readonly Model[]>;
  #name: string | undefined;
  /** The model was chosen by whoever uses the extension, and not to begin with. */
  #isChosen = false;

  constructor(
    addresses: readonly string[],
    { device, acceptSoftwareAdapter, threads }: BackendOptions,
    update: (change: Partial<ExtensionState>) => void,
  ) {
    this.sessions = new ModelSessions((address) => address, {
      ...(device && { device }),
      ...(acceptSoftwareAdapter !== undefined && { acceptSoftwareAdapter }),
      ...(threads !== undefined && { threads }),
    });
    this.#update = update;
    this.sessions.providerChanged.subscribe((provider) => update({ provider }));
    this.#loaded = this.#load(addresses);
    this.#loaded.catch(() => undefined);
  }

  /**
   * The model with that name, or the chosen one.
   * @throws AutosegError (the promise rejects) `model-not-found`, also for a name that none has, `no-model-chosen`,
   * `invalid-manifest`.
   */
  async get(name = this.#name): Promise<ChosenModel> {
    const models = await this.#loaded;
    const wanted = name ?? this.#name;
    const model = models.find(({ manifest }) => manifest.name === wanted);
    if (model) return { name: model.location, model };
    const names = models.map(({ manifest }) => manifest.name);
    const choose = `Choose one of: ${names.join(", ")}.`;
    if (wanted !== undefined)
      throw new AutosegError("model-not-found", `There is no model "${wanted}". ${choose}`, {
        location: wanted,
      });
    throw new AutosegError(
      "no-model-chosen",
      names.length === 0
        ? "No model was given. Add the folder of one to `models`."
        : `No model is known to fit this series. ${choose}`,
      { models: names },
    );
  }

  /** What the chosen model draws; nothing where none is chosen. @throws AutosegError what loading throws. */
  async segments(): Promise<Segment[]> {
    const manifest = await this.#chosenManifest();
    return manifest ? toSegments(manifest) : [];
  }

  /** Chooses the model to begin with on a series; one that was selected stays. @throws AutosegError what loading throws. */
  async chooseFor(series: SourceSeries): Promise<void> {
    const models = await this.#loaded;
    if (this.#isChosen || models.length < 2) return;
    const name = chooseModel(series, models.map(toCandidate), this.#name);
    const model = models.find(({ manifest }) => manifest.name === name);
    if (name !== this.#name) this.#choose(model);
  }

  /** What is known of the chosen model and a series. @throws AutosegError what loading throws. */
  async describeChoice(series: SourceSeries | undefined): Promise<ChoiceFacts> {
    return describeChoice(series, await this.#chosenManifest(), (await this.#loaded).map(toCandidate));
  }

  async #chosenManifest(): Promise<ModelManifest | undefined> {
    return (await this.#loaded).find(({ manifest }) => manifest.name === this.#name)?.manifest;
  }

  /** The largest number that one of the models gives a segment. */
  async largestNumber(): Promise<number> {
    return largestSegmentNumber(await this.#loaded);
  }

  /** Chooses a model and starts it, while the user looks at the images. */
  async select(name: string): Promise<ChosenModel> {
    const chosen = await this.get(name);
    this.#isChosen = true;
    this.#choose(chosen.model);
    return chosen;
  }

  async #load(addresses: readonly string[]): Promise<readonly Model[]> {
    const models = await Promise.all(addresses.map((address) => this.sessions.load(address)));
    this.#update({ models: models.map(toModelEntry) });
    this.#choose(models[0]);
    return models;
  }

  #choose(model: Model | undefined): void {
    this.#name = model?.manifest.name;
    this.#update({ modelName: this.#name });
    if (model) this.sessions.warmUp(model.location);
  }
}

function toCandidate({ manifest }: Model): Candidate {
  return { name: manifest.name, manifest };
}
