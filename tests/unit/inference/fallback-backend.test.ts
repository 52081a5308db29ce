import { describe, expect, it } from "vitest";
import { createFallbackBackend } from "../../../src/inference/fallback-backend.ts";
import type { Backend, Provider } from "../../../src/inference/index.ts";
import { createReferenceInput, sampleReference } from "../../../src/inference/index.ts";
import type { Model } from "../../../src/model/index.ts";
import { exampleManifest } from "../model/example-manifest.ts";

/** Counts what is started and let go, so that a leak shows. */
function createDesk() {
  const log: string[] = [];
  const candidate = (
    label: string,
    run: (input: Float32Array, opened: number) => Float32Array,
    fails?: string,
  ) => {
    let opened = 0;
    return {
      label,
      async open(reason: string): Promise<Backend> {
        log.push(`open ${label}`);
        if (fails) throw new Error(fails);
        const turn = ++opened;
        const provider: Provider = { name: "webgpu", label, reason };
        return {
          provider,
          run: async (input) => run(input, turn),
          [Symbol.asyncDispose]: async () => void log.push(`close ${label}`),
        };
      },
    };
  };
  return { log, candidate };
}

/** What a rightly computing model gives: here the input itself. */
const right = (input: Float32Array) => input;
const lost = (): Float32Array => {
  throw new Error("device lost");
};

function modelWithReference(): Model {
  const manifest = exampleManifest();
  const { indices, logits } = sampleReference(createReferenceInput(manifest));
  return {
    manifest: { ...manifest, reference: { indices, logits, tolerance: 1e-4 } },
    weights: new Uint8Array(),
  };
}

const input = Float32Array.of(1, 2, 3);

describe("createFallbackBackend", () => {
  it("takes the first candidate that computes rightly", async () => {
    const { log, candidate } = createDesk();
    const backend = await createFallbackBackend(
      modelWithReference(),
      [candidate("GPU", right), candidate("CPU", right)],
      "first",
    );
    expect(backend.provider).toMatchObject({ label: "GPU", reason: "first" });
    expect(await backend.run(input)).toEqual(input);
    await backend[Symbol.asyncDispose]();
    expect(log).toEqual(["open GPU", "close GPU"]);
  });

  it("passes over a candidate that does not start, and says why", async () => {
    const { candidate } = createDesk();
    const backend = await createFallbackBackend(
      modelWithReference(),
      [candidate("GPU", right, "no shaders.\nat x"), candidate("CPU", right)],
      "first",
    );
    expect(backend.provider).toMatchObject({ label: "CPU", reason: "GPU is not used: no shaders." });
  });

  it("refuses a candidate that computes wrongly, and lets go of it", async () => {
    const { log, candidate } = createDesk();
    const wrong = (given: Float32Array) => given.map((value) => value + 0.01);
    const backend = await createFallbackBackend(
      modelWithReference(),
      [candidate("GPU", wrong), candidate("CPU", right)],
      "first",
    );
    expect(backend.provider.reason).toMatch(
      /GPU computes the model example wrongly: logit \d+ of the check is/,
    );
    expect(log).toEqual(["open GPU", "close GPU", "open CPU"]);
  });

  it("refuses values that are no numbers", async () => {
    const { candidate } = createDesk();
    const nothing = (given: Float32Array) => given.map(() => Number.NaN);
    await expect(
      createFallbackBackend(modelWithReference(), [candidate("GPU", nothing)], "first"),
    ).rejects.toMatchObject({ code: "wrong-numbers" });
  });

  it("starts a lost device anew and runs the same input again", async () => {
    const { log, candidate } = createDesk();
    const backend = await createFallbackBackend(
      { ...modelWithReference(), manifest: exampleManifest() },
      [candidate("GPU", (given, opened) => (opened === 1 ? lost() : given)), candidate("CPU", right)],
      "first",
    );
    expect(await backend.run(input)).toEqual(input);
    expect(backend.provider.label).toBe("GPU");
    expect(log).toEqual(["open GPU", "close GPU", "open GPU"]);
  });

  it("goes on with the next candidate when the device is lost for good", async () => {
    const { log, candidate } = createDesk();
    const backend = await createFallbackBackend(
      { ...modelWithReference(), manifest: exampleManifest() },
      [candidate("GPU", lost), candidate("CPU", right)],
      "first",
    );
    expect(await backend.run(input)).toEqual(input);
    expect(backend.provider).toMatchObject({ label: "CPU", reason: "GPU is not used: device lost." });
    expect(log).toEqual(["open GPU", "close GPU", "open GPU", "close GPU", "open CPU"]);
  });

  it("rejects when no candidate is left", async () => {
    const { candidate } = createDesk();
    const backend = await createFallbackBackend(
      { ...modelWithReference(), manifest: exampleManifest() },
      [candidate("CPU", lost)],
      "first",
    );
    await expect(backend.run(input)).rejects.toThrow("device lost");
  });
});
