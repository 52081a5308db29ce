import type { BackendOptions } from "../inference/index.ts";
import type { Language } from "../texts/index.ts";
import { optionsName } from "./names.ts";
import type { CustomizationService } from "./ohif-host.ts";

/** A site's options, set as OHIF's customization `autoseg.options`. */
export interface OhifOptions extends BackendOptions {
  /**
   * URLs of models' folders or manifests, relative to the plugin's folder. By default those listed in its `models/index.json`.
   */
  readonly models?: readonly string[];
  /** Language of the panel; by default that of OHIF's page, else the browser's. */
  readonly language?: Language;
  /** Whether unfinished work is kept in this browser and offered when its series is opened again; on by default. */
  readonly autosave?: boolean;
  /** DICOMweb server to store segmentations on, read back and compared; by default OHIF's active data source. */
  readonly dicomWeb?: string;
}

export function readOptions(customizations: CustomizationService): OhifOptions {
  return (customizations.getCustomization(optionsName) as OhifOptions | undefined) ?? {};
}
