/** Runs one slice of the model in the folder named on the command line, and prints the peak memory of this process in megabytes. */
import { existsSync, readFileSync } from "node:fs";
import { createBackend, createReferenceInput } from "../../../src/inference/index.ts";
import { loadModel, toGraphs } from "../../../src/model/index.ts";

const model = await loadModel(process.argv[2]!);
const graph = toGraphs(model.manifest)[0]!;
await using backend = await createBackend(model, { device: "auto", threads: 1 });
await backend.run({ graph: graph.name, units: [createReferenceInput(graph)] });
process.stdout.write(String(Math.round(peakKilobytes() / 1000)));

/** On Linux from the kernel's account of this process alone: `maxRSS` begins there with that of the process that started it. */
function peakKilobytes(): number {
  const status = "/proc/self/status";
  const own = existsSync(status) ? /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(status, "utf8")) : undefined;
  return own ? Number(own[1]) : process.resourceUsage().maxRSS;
}
