/** Gives the hostile files to every way into the reader, and prints what each took: a process of its own, for its memory. */
import { createHash } from "node:crypto";
import { decodeStoredValues, indexSeries, inspectFiles, readSeries } from "../../../src/dicom/index.ts";
import { isAutosegError } from "../../../src/errors.ts";
import { hostileCases } from "./hostile-cases.ts";
import { toFile } from "./make-dicom.ts";
import { makeSeries } from "./make-series.ts";

const ways = {
  inspectFiles: (file: ReturnType<typeof toFile>) => inspectFiles([file]),
  indexSeries: (file: ReturnType<typeof toFile>) => indexSeries([file]),
  readSeries: (file: ReturnType<typeof toFile>) => readSeries([file]),
  decodeStoredValues: (file: ReturnType<typeof toFile>) => decodeStoredValues(file),
};

const collect = (globalThis as { gc?: () => void }).gc!;
const rssMb = (): number => process.memoryUsage.rss() / 2 ** 20;

// What runs for the first time is compiled first.
await readSeries(makeSeries({ slices: 8 }));
await inspectFiles(makeSeries({ slices: 8 }));
const results: object[] = [];
for (const { name, fileName = "x.dcm", make } of hostileCases) {
  const bytes = make();
  if (bytes.length > 2 ** 20) throw new Error(`${name}: ${bytes.length} bytes`);
  createHash("sha256").update(bytes);
  for (const [way, work] of Object.entries(ways)) {
    let processorMs = Number.POSITIVE_INFINITY;
    let answer = "";
    let grownMb = 0;
    // The better of two: the machine may do something else meanwhile.
    for (let attempt = 0; attempt < 2; attempt++) {
      collect();
      const before = rssMb();
      const started = process.cpuUsage();
      answer = await work(toFile(fileName, bytes)).then(
        () => "a result",
        (error: unknown) =>
          isAutosegError(error) ? `${error.code}: ${error.message}` : `UNTYPED ${String(error)}`,
      );
      const { user, system } = process.cpuUsage(started);
      processorMs = Math.min(processorMs, (user + system) / 1000);
      grownMb = Math.max(grownMb, rssMb() - before);
    }
    results.push({ name, way, processorMs, grownMb, answer });
  }
}
process.stdout.write(JSON.stringify(results));
