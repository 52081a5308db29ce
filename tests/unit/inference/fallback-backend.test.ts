import { describe, expect, it } from "vitest";
import { AutosegError } from "../../../src/errors.ts";
import { createFallbackBackend } from "../../../src/inference/fallback-backend.ts";
import type { Backend, Provider, RunRequest } from "../../../src/inference/index.ts";
import { createReferenceInput, sampleReference } from "../../../src/inference/index.ts";
import type { Model } from "../../../src/model/index.ts";
import { exampleManifest } from "../model/example-manifest.ts";

const provider: Provider = {
  name: "webgpu",
  label: "GPU",
  reason: "",
  precision: "float32",
  threads: 0,
  batch: 1,
  graphCapture: false,
  nodesOnCpu: [],
  coldStartMs: { runtime: 1, weights: 2, session: 3, firstRun: 0, tuning: 0 },
  weightsFromCache: false,
};

/** Counts what is started and let go, so that a leak shows. */
function createDesk() {
  const log: string[] = [];
  const candidate = (
    label: string,
    run: (input: Float32Array, opened: number) => Float32Array,
    fails?: string | Error,
  ) => {
    let opened = 0;
    return {
      label,
      async open(reason: string): Promise<Backend> {
        log.push(`open ${label}`);
        if (fails) throw fails instanceof Error ? fails : new Error(fails);
        const turn = ++opened;
        return {
          provider: { ...provider, label, reason },
          depth: 2,
          endsAtOnce: true,
          run: async ({ units }) => ({
            units: units.map((unit) => ({ output: run(unit.slices!, turn) })),
            computeMs: 1,
          }),
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
/** Computes the check of its numbers, and nothing else. */
const lostAfterCheck = (input: Float32Array) => (input.length > 3 ? input : lost());

function plainModel(): Model {
  return { manifest: exampleManifest(), location: "manifest.json" };
}

function modelWithReference(): Model {
  const { manifest, location } = plainModel();
  const [network] = manifest.networks;
  const reference = { ...sampleReference(createReferenceInput(network!).slices!), tolerance: 1e-4 };
  return { manifest: { ...manifest, networks: [{ ...network!, reference }] }, location };
}

const input = Float32Array.of(1, 2, 3);
const request: RunRequest = { graph: "network", units: [{ slices: input }] };
const answer = { units: [{ output: input }], computeMs: 1 };

describe("createFallbackBackend", () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "an output of %d is a failed run: once more, then on the next provider, which says why",
    async (strange) => {
      const { log, candidate } = createDesk();
      const overflows = (values: Float32Array) =>
        values.length > 3 ? values : Float32Array.of(1, 2, 3, 4, 5, strange);
      const backend = await createFallbackBackend(
        plainModel(),
        [candidate("GPU", overflows), candidate("CPU", right)],
        "",
      );
      expect(await backend.run(request)).toEqual(answer);
      expect(log).toEqual(["open GPU", "close GPU", "open GPU", "close GPU", "open CPU"]);
      expect(backend.refused).toEqual([
        { label: "GPU", reason: expect.stringContaining(`value 5 of its output is ${strange}`) },
      ]);
    },
  );

  it("an output that is not finite on any provider ends the run with a typed error", async () => {
    const { candidate } = createDesk();
    const broken = (values: Float32Array) => (values.length > 3 ? values : Float32Array.of(Number.NaN));
    const backend = await createFallbackBackend(plainModel(), [candidate("CPU", broken)], "");
    await expect(backend.run(request)).rejects.toMatchObject({
      code: "inference-failed",
      message: expect.stringContaining("value 0 of its output is NaN"),
    });
  });

  it("ends a run that nobody waits for any more, and starts again with the next, which is no failure", async () => {
    const log: string[] = [];
    const candidate = {
      label: "GPU",
      async open(reason: string): Promise<Backend> {
        log.push("open");
        const end = new AbortController();
        return {
          provider: { ...provider, reason },
          depth: 2,
          endsAtOnce: true,
          // It computes for ever, but for the check of its numbers.
          run: ({ units }) =>
            units[0]!.slices!.length > 3 || log.length > 2
              ? Promise.resolve({ units: units.map(({ slices }) => ({ output: slices! })), computeMs: 1 })
              : new Promise((_, reject) =>
                  end.signal.addEventListener("abort", () => reject(new Error("ended"))),
                ),
          [Symbol.asyncDispose]: async () => {
            log.push("close");
            end.abort();
          },
        };
      },
    };
    const backend = await createFallbackBackend(modelWithReference(), [candidate], "It is there.");
    await backend.interrupt();
    expect(log).toEqual(["open"]);
    const runs = [backend.run(request), backend.run(request)].map((run) =>
      run.catch((error: Error) => error.message),
    );
    await backend.interrupt();
    expect(await Promise.all(runs)).toEqual(["ended", "ended"]);
    expect(log).toEqual(["open", "close"]);
    expect(await backend.run(request)).toEqual(answer);
    expect(log).toEqual(["open", "close", "open"]);
    expect(backend).toMatchObject({ restarts: 0, refused: [] });
    await backend.interrupt();
    await backend[Symbol.asyncDispose]();
    expect(log).toEqual(["open", "close", "open", "close"]);
  });

  it("waits for a run that cannot be broken off", async () => {
    const { log, candidate } = createDesk();
    const slow = candidate("CPU", right);
    const open = async (reason: string) => ({ ...(await slow.open(reason)), endsAtOnce: false });
    const backend = await createFallbackBackend(
      modelWithReference(),
      [{ label: "CPU", open }],
      "It is there.",
    );
    const run = backend.run(request);
    await backend.interrupt();
    expect(await run).toEqual(answer);
    expect(log).toEqual(["open CPU"]);
  });

  it("takes the first candidate that computes rightly", async () => {
    const { log, candidate } = createDesk();
    const backend = await createFallbackBackend(
      modelWithReference(),
      [candidate("GPU", right), candidate("CPU", right)],
      "first",
    );
    expect(backend.provider).toMatchObject({ label: "GPU", reason: "first" });
    expect(await backend.run(request)).toEqual(answer);
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
      /GPU computes the model example incorrectly: value \d+ of the reference output of network is/,
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
      plainModel(),
      [
        candidate("GPU", (given, opened) => (opened === 1 ? lostAfterCheck(given) : given)),
        candidate("CPU", right),
      ],
      "first",
    );
    expect(await backend.run(request)).toEqual(answer);
    expect(backend.provider.label).toBe("GPU");
    expect(log).toEqual(["open GPU", "close GPU", "open GPU"]);
  });

  it("goes on with the next candidate when the device is lost for good", async () => {
    const { log, candidate } = createDesk();
    const backend = await createFallbackBackend(
      plainModel(),
      [candidate("GPU", lostAfterCheck), candidate("CPU", right)],
      "first",
    );
    expect(await backend.run(request)).toEqual(answer);
    expect(backend.provider).toMatchObject({ label: "CPU", reason: "GPU is not used: device lost." });
    expect(log).toEqual(["open GPU", "close GPU", "open GPU", "close GPU", "open CPU"]);
  });

  it("rejects when no candidate is left", async () => {
    const { candidate } = createDesk();
    const backend = await createFallbackBackend(plainModel(), [candidate("CPU", lostAfterCheck)], "first");
    await expect(backend.run(request)).rejects.toThrow("device lost");
  });

  it("gives requests that were lost together one new device", async () => {
    const { log, candidate } = createDesk();
    const backend = await createFallbackBackend(
      plainModel(),
      [candidate("GPU", (given, opened) => (opened === 1 ? lostAfterCheck(given) : given))],
      "first",
    );
    expect(await Promise.all([backend.run(request), backend.run(request)])).toEqual([answer, answer]);
    expect(log).toEqual(["open GPU", "close GPU", "open GPU"]);
    expect(backend.restarts).toBe(1);
  });

  it("tries the last candidate anew with the next run", async () => {
    const { candidate } = createDesk();
    let broken = true;
    const backend = await createFallbackBackend(
      plainModel(),
      [candidate("CPU", (given) => (broken ? lostAfterCheck(given) : given))],
      "first",
    );
    await expect(backend.run(request)).rejects.toThrow("device lost");
    broken = false;
    expect(await backend.run(request)).toEqual(answer);
  });

  it("says why WebGPU is missing without its advice, and lists what was refused", async () => {
    const { candidate } = createDesk();
    const missing = new AutosegError("no-provider", "WebGPU cannot be used: no adapter. Choose another.", {
      tried: ["webgpu"],
      why: "no adapter",
    });
    const backend = await createFallbackBackend(
      plainModel(),
      [candidate("GPU", right, missing), candidate("CPU", right)],
      "first",
    );
    expect(backend.provider.reason).toBe("GPU is not used: no adapter.");
    expect(backend.refused).toEqual([{ label: "GPU", reason: "no adapter" }]);
  });

  it("does not try other candidates with a model that is not there", async () => {
    const { log, candidate } = createDesk();
    const gone = new AutosegError("model-not-found", "No model.", { location: "x" });
    await expect(
      createFallbackBackend(plainModel(), [candidate("GPU", right, gone), candidate("CPU", right)], "first"),
    ).rejects.toBe(gone);
    expect(log).toEqual(["open GPU"]);
  });

  it("allows half precision a tolerance of its own", async () => {
    const off = (given: Float32Array) => given.map((value) => value + 5e-4);
    const { candidate } = createDesk();
    const open = candidate("GPU", off).open;
    const half = async (reason: string) => {
      const backend = await open(reason);
      return { ...backend, provider: { ...backend.provider, precision: "float16" as const } };
    };
    const backend = await createFallbackBackend(
      modelWithReference(),
      [{ label: "GPU", open: half }],
      "first",
    );
    expect(backend.provider.precision).toBe("float16");
    await expect(
      createFallbackBackend(modelWithReference(), [candidate("GPU", off)], "first"),
    ).rejects.toMatchObject({ code: "wrong-numbers" });
  });

  it("adds the time of the first run to the cold start", async () => {
    const { candidate } = createDesk();
    const backend = await createFallbackBackend(plainModel(), [candidate("CPU", right)], "first");
    expect(backend.provider.coldStartMs).toMatchObject({ runtime: 1, weights: 2, session: 3 });
    expect(backend.provider.coldStartMs.firstRun).toBeGreaterThan(0);
  });
});
