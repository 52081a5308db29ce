import { createSignal } from "../editing/index.ts";
import type { Provider } from "../inference/index.ts";
import { loadModel, type Model } from "../model/index.ts";
import type { Segmenter } from "../segmentation/index.ts";

/** Models that were fetched, and the one of them that is started in its worker. */
export class ModelSessions {
  /** What the started model runs on; undefined while none is started. */
  readonly providerChanged = createSignal<Provider | undefined>();
  readonly #toLocation: (name: string) => string;
  readonly #createSegmenter: (model: Model) => Promise<Segmenter>;
  readonly #models = new Map<string, Promise<Model>>();
  #started: { readonly name: string; readonly segmenter: Promise<Segmenter> } | undefined;

  /** `toLocation` gives the address of a model's folder or manifest. */
  constructor(toLocation: (name: string) => string, createSegmenter: (model: Model) => Promise<Segmenter>) {
    this.#toLocation = toLocation;
    this.#createSegmenter = createSegmenter;
  }

  /** Takes over a model that is loaded already. */
  add(name: string, model: Model): void {
    this.#models.set(name, Promise.resolve(model));
  }

  /** The model of that name, fetched once; a fetch that failed is tried again the next time. */
  load(name: string): Promise<Model> {
    let model = this.#models.get(name);
    if (!model) {
      model = loadModel(this.#toLocation(name));
      model.catch(() => this.#models.delete(name));
      this.#models.set(name, model);
    }
    return model;
  }

  /** The model started on a provider; another that was started before is ended. A start that failed is tried again. */
  start(name: string): Promise<Segmenter> {
    if (this.#started?.name === name) return this.#started.segmenter;
    const ended = this.stop();
    const started = { name, segmenter: this.#create(name, ended) };
    this.#started = started;
    started.segmenter.then(
      ({ provider }) => {
        if (this.#started === started) this.providerChanged.emit(provider);
      },
      () => {
        if (this.#started === started) this.#started = undefined;
      },
    );
    return started.segmenter;
  }

  /** Starts the model while the user does something else; what goes wrong is told when it is needed. */
  warmUp(name: string): void {
    this.start(name).catch(() => undefined);
  }

  /** Lets go of a model, which may be another one under the same name the next time. */
  forget(name: string): void {
    this.#models.delete(name);
    if (this.#started?.name === name) void this.stop();
  }

  async stop(): Promise<void> {
    const started = this.#started;
    this.#started = undefined;
    this.providerChanged.emit(undefined);
    const segmenter = await started?.segmenter.catch(() => undefined);
    await segmenter?.[Symbol.asyncDispose]();
  }

  async #create(name: string, ended: Promise<void>): Promise<Segmenter> {
    const model = await this.load(name);
    await ended;
    return this.#createSegmenter(model);
  }
}
