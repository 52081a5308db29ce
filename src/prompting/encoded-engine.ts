import { createEncodedBackend, type EncodedModel } from "../inference/index.ts";
import { decodedMask } from "./decoded-mask.ts";
import { decoderInputs } from "./decoder-inputs.ts";
import { encoderImage, fitImage } from "./encoder-image.ts";
import { FeatureCache, type Features } from "./feature-cache.ts";
import type { OutlineEngine } from "./outline-engine.ts";
import type { PrompterOptions } from "./prompt-options.ts";
import type { PromptPlane } from "./prompt-plane.ts";
import { toAlgorithm, volumeIntensity } from "./prompted-model.ts";

/** Memory for cached features: enough for some sixty slices of SAM. */
const featureBytes = 256 * 2 ** 20;

/**
 * Outlines with a model that encodes a slice once and decodes it for each prompt.
 * @throws AutosegError `invalid-model`, `model-not-found`, `model-hash-mismatch`.
 */
export async function createEncodedEngine(
  model: EncodedModel,
  { mostFeatureBytes = featureBytes, ...options }: PrompterOptions,
): Promise<OutlineEngine> {
  const { manifest } = model;
  const backend = await createEncodedBackend(model, options);
  const input = manifest.encoder.inputs.find(({ role }) => role === "image")!;
  return {
    method: "network",
    provider: undefined,
    reason: undefined,
    algorithm: toAlgorithm(manifest),
    open(volume) {
      const map = volumeIntensity(volume, manifest);
      const cache = new FeatureCache(mostFeatureBytes);
      const encode = async (view: PromptPlane, slice: number): Promise<Features> => {
        const key = `${view.plane} ${slice}`;
        const known = cache.get(key);
        if (known) return known;
        const image = encoderImage({ view, voxels: volume.voxels, map }, slice, manifest.image, input.layout);
        const features = await backend.run("encoder", { [input.name]: image });
        cache.set(key, features);
        return features;
      };
      return {
        outliner: (view) => {
          const fit = fitImage(view, manifest.image);
          return {
            async outline(task) {
              const context = { manifest, inputs: backend.inputs, view, fit };
              const features = await encode(view, task.slice);
              const outputs = await backend.run("decoder", decoderInputs(context, task, features));
              return decodedMask(outputs, manifest, view, fit);
            },
          };
        },
        async prepare(view, slice) {
          await encode(view, slice);
        },
      };
    },
    [Symbol.asyncDispose]: async () => backend[Symbol.asyncDispose](),
  };
}
