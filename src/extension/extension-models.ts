import { AutosegError } from "../errors.ts";
import type { BackendOptions } from "../inference/index.ts";
import { type Model, toSegments } from "../model/index.ts";
import type { Segment } from "../volume/index.ts";
import type { ExtensionState } from "./extension-state.ts";
import { type ChosenModel, largestSegmentNumber, toModelEntry } from "./model-entry.ts";
import { ModelSessions } from "./model-sessions.ts";

/** The models of an extension, by the names that their manifests give them; the chosen one is fetched and started at once. */
export class ExtensionModels {
  readonly sessions: ModelSessions;
  readonly #update: (change: Partial<ExtensionState>) => void;
  readonly #loaded: Promise<readonly Model[]>;
  #name: string | undefined;

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
   * @throws AutosegError (the promise rejects) `model-not-found`, `invalid-manifest`, `invalid-argument` for a name that
   * none has.
   */
  async get(name = this.#name): Promise<ChosenModel> {
    const models = await this.#loaded;
    const wanted = name ?? this.#name;
    const model = models.find(({ manifest }) => manifest.name === wanted);
    if (model) return { name: model.location, model };
    const names = models.map(({ manifest }) => manifest.name).join(", ");
    throw new AutosegError(
      "invalid-argument",
      wanted === undefined
        ? "No model was given. Name the folder of one in `models`."
        : `There is no model "${wanted}". Choose one of: ${names}.`,
      {},
    );
  }

  /** What the chosen model draws; nothing where no model was given. @throws AutosegError as {@link get}. */
  async segments(): Promise<Segment[]> {
    if ((await this.#loaded).length === 0) return [];
    return toSegments((await this.get()).model.manifest);
  }

  /** The largest number that one of the models gives a segment. */
  async largestNumber(): Promise<number> {
    return largestSegmentNumber(await this.#loaded);
  }

  /** Chooses a model and starts it, while the user looks at the images. */
  async select(name: string): Promise<ChosenModel> {
    const chosen = await this.get(name);
    this.#choose(chosen);
    return chosen;
  }

  async #load(addresses: readonly string[]): Promise<readonly Model[]> {
    const models = await Promise.all(addresses.map((address) => this.sessions.load(address)));
    this.#update({ models: models.map(toModelEntry) });
    const [first] = models;
    if (first) this.#choose({ name: first.location, model: first });
    return models;
  }

  #choose({ name, model }: ChosenModel): void {
    this.#name = model.manifest.name;
    this.#update({ modelName: this.#name });
    this.sessions.warmUp(name);
  }
}
