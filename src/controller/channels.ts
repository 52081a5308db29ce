import { describeTechnique, type SourceSeries, text } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import { type ModelManifest, seriesOf } from "../model/index.ts";
import { checkFrameOfReference } from "../segmentation/index.ts";
import { isSameGrid } from "../volume/index.ts";
import type { ControllerContext, OpenStudy } from "./controller-context.ts";
import type { OfferedSeries } from "./controller-host.ts";
import { guessChannels } from "./guess-channels.ts";
import type { ChannelVolumes, ModelChannel } from "./model-channel.ts";
import type { ChosenModel } from "./model-entry.ts";
import type { Models } from "./models.ts";

/** Id of the open series among those offered. */
const openId = "open";

/** Assigns the patient's series to a model's input channels: guessed from their descriptions, or chosen by the user. */
export class Channels {
  readonly #context: ControllerContext;
  readonly #models: Models;
  /** The user's choices for the open study, by model: channel name to series id. */
  #picked = new Map<string, Map<string, string | undefined>>();
  /** Series already read for the open study, by id. */
  #read = new Map<string, Promise<SourceSeries>>();
  /** Offered series that came from files. */
  #files: readonly OfferedSeries[] = [];
  #known: readonly unknown[] = [];

  constructor(context: ControllerContext, models: Models) {
    this.#context = context;
    this.#models = models;
    context.opened.subscribe(() => {
      this.#picked = new Map();
      this.#read = new Map();
      this.#files = [];
    });
    context.store.subscribe(() => {
      const { modelName, study } = context.state;
      const now = [modelName, study, ...this.#others().map(({ id }) => id)];
      if (now.length === this.#known.length && now.every((part, at) => part === this.#known[at])) return;
      this.#known = now;
      void this.refresh();
    });
  }

  /** Updates the list of series on offer. */
  async refresh(): Promise<void> {
    const { study, state, store } = this.#context;
    const { modelName } = state;
    // A failure to load is reported by whoever needs the model.
    const model =
      study &&
      modelName !== undefined &&
      (await this.#models.sessions.load(modelName).catch(() => undefined));
    if (this.#context.study !== study || this.#context.state.modelName !== modelName) return;
    const channels = study && model ? this.#describe(study, modelName!, model.manifest) : [];
    if (channels.length > 0 || this.#context.state.channels.length > 0) store.update({ channels });
  }

  /**
   * Assigns a series to a channel of the chosen model; undefined goes back to the guess.
   * @throws AutosegError (the promise rejects) `no-model-chosen`, `not-open`; `invalid-argument` for an unknown
   * channel or series.
   */
  async choose(name: string, id: string | undefined): Promise<void> {
    const study = this.#context.require();
    const { name: modelName, model } = await this.#models.get();
    const channel = this.#describe(study, modelName, model.manifest).find((one) => one.name === name);
    if (!channel || (id !== undefined && !channel.offered.some((one) => one.id === id)))
      throw new AutosegError(
        "invalid-argument",
        `There is no series "${id}" for "${name}" of the model "${model.manifest.title}". Choose one from the list.`,
        { argument: channel ? "id" : "name" },
      );
    const picked = this.#picked.get(modelName) ?? new Map();
    this.#picked.set(modelName, picked.set(name, id));
    await this.refresh();
  }

  /**
   * Assigns a NIfTI or NRRD file to a channel of the chosen model; such files do not say what they show.
   * @throws AutosegError (the promise rejects) as choose and readVolumeImage; `model-mismatch` if the file's position relative
   * to the open series is unknown.
   */
  async chooseFile(name: string, file: File): Promise<void> {
    const study = this.#context.require();
    const { name: modelName, model } = await this.#models.get();
    const modality = seriesOf(model.manifest.networks[0]!.input).find((one) => one.name === name)?.modality;
    const { series } = await this.#context.work.readVolumeImage(file, {
      fileName: file.name,
      ...(modality !== undefined && { modality }),
    });
    if (this.#context.study !== study) return;
    const onOpen = this.#describe(study, modelName, model.manifest).find(({ chosen }) => chosen === openId);
    if (onOpen && onOpen.name !== name) checkFrameOfReference([onOpen.name, study.series], [name, series]);
    const { seriesInstanceUID: id } = series;
    this.#read.set(id, Promise.resolve(series));
    const offered = { id, title: file.name, modality: series.modality, description: file.name };
    this.#files = [...this.#files.filter((one) => one.id !== id), offered];
    await this.choose(name, id);
  }

  /** @throws AutosegError `model-mismatch` if a channel has no series. */
  check(study: OpenStudy, { name, model: { manifest } }: ChosenModel): readonly ModelChannel[] {
    const channels = this.#describe(study, name, manifest);
    const missing = channels.filter(({ chosen }) => chosen === undefined);
    if (missing.length > 0) throw notChosen(manifest, missing);
    return channels;
  }

  /**
   * Reads the volumes for a run of a model with several input channels.
   * @throws AutosegError (the promise rejects) `model-mismatch` if a channel has no series, if a series has another frame of
   * reference, or if labels would not lie on the voxels of the open series; and what reading throws.
   */
  async read(study: OpenStudy, { name: modelName, model }: ChosenModel): Promise<ChannelVolumes> {
    const channels = this.check(study, { name: modelName, model });
    const read: [string, SourceSeries][] = [];
    for (const { name, chosen } of channels) read.push([name, await this.#series(study, chosen!)]);
    const [[first, source], ...others] = read as [[string, SourceSeries], ...[string, SourceSeries][]];
    for (const [name, other] of others) checkFrameOfReference([first, source], [name, other]);
    if (!isSameGrid(source.volume.grid, study.series.volume.grid)) throw elsewhere(first);
    return {
      volume: source.volume,
      series: Object.fromEntries(others.map(([name, { volume }]) => [name, volume])),
    };
  }

  #series({ series }: OpenStudy, id: string): Promise<SourceSeries> {
    if (id === openId) return Promise.resolve(series);
    const reading = this.#read.get(id) ?? this.#context.host.otherSeries!.read(id);
    this.#read.set(id, reading);
    // A failed read may be tried again.
    reading.catch(() => this.#read.delete(id));
    return reading;
  }

  #others(): readonly OfferedSeries[] {
    return [...(this.#context.host.otherSeries?.list() ?? []), ...this.#files];
  }

  #describe({ series }: OpenStudy, modelName: string, manifest: ModelManifest): readonly ModelChannel[] {
    const wanted = seriesOf(manifest.networks[0]!.input);
    if (wanted.length === 1) return [];
    const { modality, header } = series;
    const title = [modality, text(header, "SeriesDescription")].filter(Boolean).join(" · ");
    const open = { id: openId, title, modality, description: describeTechnique(header) };
    const all = [open, ...this.#others()];
    const picked = this.#picked.get(modelName);
    const isPicked = (id: string): boolean => [...(picked?.values() ?? [])].includes(id);
    const guessed = guessChannels(
      wanted.filter(({ name }) => !picked?.has(name)),
      all.filter(({ id }) => !isPicked(id)),
    );
    return wanted.map((channel) => ({
      name: channel.name,
      offered: all.filter((one) => one.modality === channel.modality),
      chosen: picked?.has(channel.name) ? picked.get(channel.name) : guessed.get(channel.name),
    }));
  }
}

function notChosen({ title }: ModelManifest, missing: readonly ModelChannel[]): AutosegError {
  const names = missing.map(({ name }) => `"${name}"`).join(", ");
  return new AutosegError(
    "model-mismatch",
    `The model "${title}" needs several series of a patient. Open a study that has them, and choose in the run options which one is ${names}.`,
    { expected: names, found: "" },
  );
}

function elsewhere(name: string): AutosegError {
  return new AutosegError(
    "model-mismatch",
    `The model draws labels on the series for "${name}", whose grid differs from that of the open series. Open that series and run the model there.`,
    { expected: name, found: "" },
  );
}
