/** The extension and its panel, beside Cornerstone3D's own declarations. */
import * as core from "@cornerstonejs/core";
import * as tools from "@cornerstonejs/tools";
import { createAutosegExtension } from "cornerstone-autoseg/cornerstone";
import { AutosegPanel } from "cornerstone-autoseg/panel";

export const panel = new AutosegPanel();
panel.model = createAutosegExtension({ renderingEngineId: "engine", toolGroupId: "tools", models: [] });

export { core, tools };
