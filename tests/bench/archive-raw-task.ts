import { once } from "node:events";
import { readFileSync } from "node:fs";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { createReferenceInput } from "../../src/inference/index.ts";
import { loadModel, toBatchShape, toGraphs, toInputTensors, weightsLocation } from "../../src/model/index.ts";

/*
 * A process of the archive benchmark: `MODEL SECONDS`. Counts how often session.run alone runs in that time on one thread, and its
 * processor time. It begins when its parent says so.
 */
const [location, seconds] = process.argv.slice(2) as [string, string];
const model = await loadModel(location);
const [graph] = toGraphs(model.manifest);
const file = graph!.weights.find(({ precision }) => precision === "float32") ?? graph!.weights[0]!;
const session = await InferenceSession.create(readFileSync(weightsLocation(model, file)), {
  executionProviders: ["cpu"],
  graphOptimizationLevel: "all",
  intraOpNumThreads: 1,
});
const inputs = createReferenceInput(graph!);
const feeds = Object.fromEntries(
  toInputTensors(graph!).map((tensor) => [
    tensor.name,
    new Tensor("float32", inputs[tensor.name]!, toBatchShape(tensor, 1)),
  ]),
);
await session.run(feeds);
process.send!("ready");
await once(process, "message");
let runs = 0;
const before = process.cpuUsage();
const startedMs = performance.now();
while (performance.now() - startedMs < Number(seconds) * 1000) {
  await session.run(feeds);
  runs++;
}
const elapsedMs = performance.now() - startedMs;
const { user, system } = process.cpuUsage(before);
process.send!({ runs, elapsedMs, processorMs: (user + system) / 1000 });
process.disconnect();
