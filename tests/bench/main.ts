import { parseArgs } from "node:util";
import { benchArchive } from "./archive.ts";
import { benchArchiveQueue } from "./archive-queue.ts";
import { benchCrf } from "./crf.ts";
import { benchDicom } from "./dicom.ts";
import { benchEdit } from "./edit.ts";
import { benchEngine } from "./engine.ts";
import { benchHostile } from "./hostile.ts";
import { benchImport } from "./import.ts";
import { benchImportMemory } from "./import-memory.ts";
import { benchRegions } from "./regions.ts";
import { benchResolution } from "./resolution.ts";
import { benchSearch } from "./search.ts";
import { benchSeg } from "./seg.ts";

/** Options of the simulated archive only. */
interface BenchOptions {
  readonly jobs?: string;
  readonly queue?: string;
}

/** `npm run -s bench -- NAME --json FILE`: measures, and writes the results with a description of the machine. */
const benches: Record<string, (jsonPath: string | undefined, options: BenchOptions) => Promise<void>> = {
  dicom: benchDicom,
  engine: benchEngine,
  edit: benchEdit,
  seg: benchSeg,
  regions: benchRegions,
  crf: benchCrf,
  hostile: benchHostile,
  import: benchImport,
  "import-memory": benchImportMemory,
  search: benchSearch,
  resolution: benchResolution,
  archive: benchArchive,
  "archive-queue": benchArchiveQueue,
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, jobs: { type: "string" }, queue: { type: "string" } },
});
const bench = benches[positionals[0] ?? ""];
if (bench) {
  await bench(values.json, values);
} else {
  process.stderr.write(`usage: npm run -s bench -- ${Object.keys(benches).join("|")} [--json FILE]\n`);
  process.exitCode = 2;
}
