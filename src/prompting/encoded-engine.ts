import { AutosegError } from "../errors.ts";
import type { EncodedManifest } from "../model/index.ts";
import type { OutlineEngine } from "./outline-engine.ts";
import type { PrompterOptions } from "./prompt-options.ts";

export async function createEncodedEngine(
  model: { readonly manifest: EncodedManifest; readonly location: string },
  _options: PrompterOptions,
): Promise<OutlineEngine> {
  throw new AutosegError("invalid-model", `The model ${model.manifest.name} cannot be run yet.`, {
    name: model.manifest.name,
  });
}
