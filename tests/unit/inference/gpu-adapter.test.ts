import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkFits } from "../../../src/inference/gpu-adapter.ts";
import { loadModel, toGraphs } from "../../../src/model/index.ts";

const { manifest } = await loadModel(
  join(import.meta.dirname, "..", "..", "fixtures", "models", "imported-volume"),
);
const [graph] = toGraphs(manifest);
const adapter = (maxBufferSize: number) => ({
  vendor: "",
  architecture: "",
  device: "",
  description: "",
  isSoftware: true,
  features: [],
  maxBufferSize,
  maxStorageBufferBindingSize: 2 ** 27,
});

describe("an adapter", () => {
  const { largestTensorBytes } = graph!.weights[0]!;

  it("is large enough for the largest tensor in the middle of a network", () => {
    expect(largestTensorBytes).toBe(4 * 8 * 16 ** 3);
    checkFits("made", graph!, { largestWeightsBytes: 0, largestTensorBytes, batch: 1 }, adapter(2 ** 17));
  });

  it("is refused beforehand where it is not", () => {
    const check = () =>
      checkFits("made", graph!, { largestWeightsBytes: 0, largestTensorBytes, batch: 2 }, adapter(2 ** 17));
    expect(check).toThrow(
      "The model made needs a GPU buffer of 0.25 MB, but the adapter allows 0.13 MB. Run it on the CPU, or choose a model of coarser voxels.",
    );
  });
});
