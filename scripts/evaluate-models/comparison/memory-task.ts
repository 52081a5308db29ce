/** Runs one slice of the model in the folder named on the command line, and prints the peak memory of this process in megabytes. */
import { createBackend, createReferenceInput } from "../../../src/inference/index.ts";
import { loadModel, toGraphs } from "../../../src/model/index.ts";

const model = await loadModel(process.argv[2]!);
const graph = toGraphs(model.manifest)[0]!;
await using backend = await createBackend(model, { device: "auto", threads: 1 });
await backend.run({ graph: graph.name, units: [createReferenceInput(graph)] });
// Kilobytes on every system: libuv sees to it.
process.stdout.write(String(Math.round(process.resourceUsage().maxRSS / 1000)));
