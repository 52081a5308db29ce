import { writeFile } from "node:fs/promises";
import { decodeStoredValues, indexSeries, inspectFiles, readSeries } from "../../src/dicom/index.ts";
import { hostileCases } from "../unit/dicom/hostile-cases.ts";
import { toFile } from "../unit/dicom/make-dicom.ts";

const ways = {
  inspectFiles: (file: ReturnType<typeof toFile>) => inspectFiles([file]),
  indexSeries: (file: ReturnType<typeof toFile>) => indexSeries([file]),
  readSeries: (file: ReturnType<typeof toFile>) => readSeries([file]),
  decodeStoredValues: (file: ReturnType<typeof toFile>) => decodeStoredValues(file),
};

/** Milliseconds of CPU time for each hostile file, compared with a loop that does the same work on every machine. */
export async function benchHostile(jsonPath: string | undefined): Promise<void> {
  const calibrationMs = await toProcessorMs(async () => {
    let sum = 0;
    for (let index = 0; index < 2 ** 28; index++) sum = (sum + index) | 0;
    return sum;
  });
  const cases: { name: string; mostMs: number }[] = [];
  for (const { name, fileName = "x.dcm", make } of hostileCases) {
    const bytes = make();
    let mostMs = 0;
    for (const work of Object.values(ways))
      mostMs = Math.max(
        mostMs,
        await toProcessorMs(() => work(toFile(fileName, bytes)).catch(() => undefined)),
      );
    cases.push({ name, mostMs });
    process.stdout.write(`${mostMs.toFixed(0).padStart(6)} ms  ${name}\n`);
  }
  process.stdout.write(`${calibrationMs.toFixed(0).padStart(6)} ms  2^28 additions, to compare machines\n`);
  if (jsonPath !== undefined) await writeFile(jsonPath, JSON.stringify({ calibrationMs, cases }, null, 2));
}

/** CPU time, not wall-clock time. */
async function toProcessorMs(work: () => Promise<unknown>): Promise<number> {
  const started = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}
