import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Cost of one task, in a process of its own. */
interface Measured {
  readonly elapsedMs: number;
  /** Peak memory of the process, including everything. */
  readonly peakMemoryMb: number;
  readonly sizeBytes: number;
}

const cases = [
  { name: "Binary104", type: "BINARY", segments: 104 },
  { name: "Binary10", type: "BINARY", segments: 10 },
  { name: "Labelmap104", type: "LABELMAP", segments: 104 },
] as const;

/** Numbers of segments with one pixel at the same position: objects of a few kilobytes. */
const overlapping = [40, 80, 1000];

/**
 * DICOM-SEG of 512 x 512 x 200 voxels, written and read by this project and by @cornerstonejs/adapters; and small objects with
 * many overlapping segments, read and written as a structure set by this project.
 */
export async function benchSeg(jsonPath: string | undefined): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "autoseg-bench-"));
  const results: Record<string, { ours: Measured; adapters: Measured }> = {};
  const ratios: Record<string, number> = {};
  const overlaps: Record<string, Measured> = {};
  try {
    for (const { name, type, segments } of cases) {
      for (const act of ["encode", "decode"]) {
        const [ours, adapters] = [
          await measure("ours", act, type, segments, folder),
          await measure("adapters", act, type, segments, folder),
        ];
        results[`${act}${name}`] = { ours, adapters };
        const ratio = adapters.elapsedMs / ours.elapsedMs;
        ratios[`${act}${name}FasterThanAdapters`] = Number(ratio.toFixed(1));
        const tell = ({ elapsedMs, peakMemoryMb }: Measured) =>
          `${(elapsedMs / 1000).toFixed(2)} s, ${peakMemoryMb.toFixed(0)} MB`;
        process.stderr.write(
          `${act} ${name}: ${tell(ours)}; adapters ${tell(adapters)}: ${ratio.toFixed(1)} times\n`,
        );
      }
    }
    for (const count of overlapping) {
      const taken = await measure("ours", "overlapping", "BINARY", count, folder);
      overlaps[count] = taken;
      process.stderr.write(
        `${count} overlapping pixels in ${taken.sizeBytes} bytes: ${taken.elapsedMs.toFixed(0)} ms, ${taken.peakMemoryMb.toFixed(0)} MB\n`,
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  const report = {
    machine: {
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      memoryMb: Math.round(totalmem() / 2 ** 20),
      node: process.version,
    },
    size: [512, 512, 200],
    adaptersVersion: await adaptersVersion(),
    ratios,
    peakMemoryMb: Math.max(...Object.values(results).map(({ ours }) => ours.peakMemoryMb)),
    results,
    overlapping: overlaps,
  };
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (jsonPath === undefined) process.stdout.write(json);
  else await writeFile(jsonPath, json);
}

async function measure(...task: [string, string, string, number, string]): Promise<Measured> {
  const program = fileURLToPath(new URL("./seg-task.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--max-old-space-size=12000", "--import", "tsx", program, ...task.map(String)],
    { maxBuffer: 2 ** 26 },
  );
  const line = stdout.split("\n").findLast((text) => text.startsWith('{"elapsedMs"'));
  if (line === undefined) throw new Error(`No result of ${task.join(" ")}:\n${stdout}`);
  return JSON.parse(line) as Measured;
}

async function adaptersVersion(): Promise<string> {
  const path = new URL("../../node_modules/@cornerstonejs/adapters/package.json", import.meta.url);
  return (JSON.parse(await readFile(path, "utf8")) as { version: string }).version;
}
