import { createBackend, type FallbackBackend, type RunAnswer } from "../../src/inference/index.ts";
import type { Model } from "../../src/model/index.ts";
import { createRunQueue } from "../../src/segmentation/run/segmenter.ts";
import type { Volume } from "../../src/volume/index.ts";

/**
 * CPU time of everything around `session.run`, as a fraction of a whole run on onnxruntime-node: the run is repeated with the
 * recorded outputs of the first, so that only the pipeline is left. Unlike wall-clock time, this does not depend on other load
 * on the machine.
 */
export async function shareOfPipeline(model: Model, volume: Volume, threads: number): Promise<number> {
  await using backend = await createBackend(model, { threads });
  const answers: RunAnswer[] = [];
  const recorder: FallbackBackend = {
    provider: backend.provider,
    depth: backend.depth,
    refused: [],
    restarts: 0,
    async run(request) {
      const answer = await backend.run(request);
      answers.push({
        ...answer,
        units: answer.units.map((unit) => (unit.output ? { output: unit.output.slice() } : unit)),
      });
      return answer;
    },
    interrupt: async () => undefined,
    async [Symbol.asyncDispose]() {},
  };
  const player: FallbackBackend = { ...recorder, run: async () => answers.shift()! };
  const whole = await cpuTime(recorder, model, volume);
  return (await cpuTime(player, model, volume)) / whole;
}

async function cpuTime(backend: FallbackBackend, model: Model, volume: Volume): Promise<number> {
  const before = process.cpuUsage();
  await createRunQueue(model, backend).add(volume, {});
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
