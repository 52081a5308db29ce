import { AutosegError, isAutosegError } from "../errors.ts";
import { errorText, t } from "../texts/index.ts";
import type { OhifContext } from "./ohif-host.ts";
import { type OhifOptions, readOptions } from "./ohif-options.ts";
import type { createProgram, Program } from "./program.ts";

/** Loads the large part of the plugin, including the Cornerstone3D part, which needs the host's copy to be loaded. */
export type LoadProgram = () => Promise<{ readonly createProgram: typeof createProgram }>;

/** The oldest major version of Cornerstone3D that the extension runs on, included in OHIF since 3.13. */
const oldestCornerstone = 5;

/** The plugin in an OHIF page: loads the program and places its panel where OHIF shows it. */
export class Plugin {
  readonly context: OhifContext;
  readonly #address: string;
  readonly #loadProgram: LoadProgram;
  #program: Promise<Program> | undefined;
  #place: HTMLElement | undefined;

  /** @param address of a file in the plugin's folder. */
  constructor(context: OhifContext, address: string, loadProgram: LoadProgram) {
    this.context = context;
    this.#address = address;
    this.#loadProgram = loadProgram;
  }

  /**
   * Loaded on demand, since the study list does not need it.
   * @throws AutosegError (the promise rejects) if OHIF has no suitable Cornerstone3D.
   */
  get program(): Promise<Program> {
    this.#program ??= this.#load();
    return this.#program;
  }

  /** Where OHIF shows the panel; undefined while another panel is in front. */
  set place(element: HTMLElement | undefined) {
    this.#place = element;
    if (element) void this.attempt(() => this.#fill(element));
  }

  get isInFront(): boolean {
    return this.#place !== undefined;
  }

  /** Runs an action; an error is reported through OHIF's notifications. */
  async attempt<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (isAutosegError(error, "cancelled")) return undefined;
      this.context.servicesManager.services.uiNotificationService.show({
        title: t("ohif.name"),
        message: errorText(error),
        type: "error",
      });
      return undefined;
    }
  }

  /** A mode with the panel was entered. */
  enter(): void {
    void this.#program?.then(
      ({ enter }) => enter(),
      () => undefined,
    );
  }

  /** The mode was left; unfinished work stays for the next one. */
  leave(): void {
    void this.#program?.then(
      ({ leave }) => leave(),
      () => undefined,
    );
  }

  async #fill(element: HTMLElement): Promise<void> {
    const { panel } = await this.program;
    if (this.#place === element) element.replaceChildren(panel);
  }

  async #load(): Promise<Program> {
    checkHost();
    const options = readOptions(this.context.servicesManager.services.customizationService);
    const [{ createProgram }, models] = await Promise.all([this.#loadProgram(), this.#models(options)]);
    const program = createProgram(this.context, options, models);
    program.enter();
    return program;
  }

  async #models({ models }: OhifOptions): Promise<string[]> {
    const addresses = models ?? (await readIndex(new URL("models/index.json", this.#address)));
    return addresses.map((address) => new URL(address, this.#address).href);
  }
}

/** @returns URLs of the models in the plugin's folder that segment without prompts; empty without a list. */
async function readIndex(address: URL): Promise<string[]> {
  const response = await fetch(address);
  if (!response.ok) return [];
  const entries = (await response.json()) as readonly { readonly url: string; readonly kind?: string }[];
  return entries.filter(({ kind }) => kind !== "prompted").map(({ url }) => new URL(url, address).href);
}

function checkHost(): void {
  const { cornerstone } = globalThis as { cornerstone?: { readonly version?: string } };
  const version = cornerstone?.version ?? "none";
  if (Number.parseInt(version, 10) >= oldestCornerstone) return;
  throw new AutosegError(
    "wrong-cornerstone",
    `This OHIF has Cornerstone3D ${version}; the AI segmentation needs 5.6 or newer. Install OHIF 3.13 or newer.`,
    { found: version, expected: ">=5.6" },
  );
}
