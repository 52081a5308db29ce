import type { Device } from "../inference/index.ts";

/** Options in the page's address. */
export interface LaunchOptions {
  /** URL of a study's index.json; by default the one served with the page. */
  readonly study: string;
  /** URL of a study, a series or a search on a DICOMweb server, opened instead. */
  readonly dicomWeb: string | undefined;
  /** URL of the DICOMweb server for the worklist; by default that of `dicomWeb`. */
  readonly pacs: string | undefined;
  /** URL of the model index. */
  readonly models: string;
  /** URL of a model's folder or manifest, to be added to this browser. */
  readonly addModel: string | undefined;
  /** Name of the initial model. */
  readonly model: string | undefined;
  readonly device: Device;
  /** Accepts a WebGPU adapter that runs on the CPU, for tests. */
  readonly acceptSoftwareAdapter: boolean;
  /** Whether unfinished work is kept in this browser until the user says otherwise. */
  readonly autosave: boolean;
  /** The reader's name, such as "Doe, Jane"; undefined leaves it to the user. */
  readonly reader: string | undefined;
  /** Language tag for the texts; undefined leaves the choice to the user and the browser. */
  readonly language: string | undefined;
}

/** Name of the parameter in the page's address. */
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
