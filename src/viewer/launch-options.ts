import type { Device } from "../inference/index.ts";

/** What the page's address may ask for. */
export interface LaunchOptions {
  /** Address of a study's index.json; by default the one served beside the page. */
  readonly study: string;
  /** Address of a study, a series or a search on a DICOMweb server, opened in its place. */
  readonly dicomWeb: string | undefined;
  /** Address of the DICOMweb server whose worklist is shown; that of `dicomWeb` by default. */
  readonly pacs: string | undefined;
  /** Address of the index of models. */
  readonly models: string;
  /** Address of a model's folder or manifest, to be kept in this browser. */
  readonly addModel: string | undefined;
  /** Name of the model to begin with. */
  readonly model: string | undefined;
  readonly device: Device;
  /** Takes a WebGPU adapter that computes on the processor: for tests. */
  readonly acceptSoftwareAdapter: boolean;
  /** Whether unfinished work is kept on this machine until the user says otherwise. */
  readonly autosave: boolean;
  /** Who draws: "Doe, Jane"; undefined leaves it to the user. */
  readonly reader: string | undefined;
  /** Tag of the language of the texts; undefined leaves it to the user and the browser. */
  readonly language: string | undefined;
}

/** Of the page's address. */
export const addModelParameter = "add-model";

export function parseLaunchOptions(address: string): LaunchOptions {
  const { searchParams, href } = new URL(address);
  const device = searchParams.get("device");
  return {
    study: new URL(searchParams.get("study") ?? "study/index.json", href).href,
    dicomWeb: searchParams.get("dicomweb") ?? undefined,
    pacs: searchParams.get("pacs") ?? undefined,
    models: new URL(searchParams.get("models") ?? "models/index.json", href).href,
    addModel: searchParams.get(addModelParameter) ?? undefined,
    model: searchParams.get("model") ?? undefined,
    device: device === "webgpu" || device === "wasm" ? device : "auto",
    acceptSoftwareAdapter: searchParams.get("software-gpu") === "1",
    reader: searchParams.get("reader") ?? undefined,
    language: searchParams.get("lang") ?? undefined,
    autosave: searchParams.get("autosave") !== "off",
  };
}
