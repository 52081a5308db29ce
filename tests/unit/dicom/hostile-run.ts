/** Gives the hostile files to every way into the reader, and prints what each took: a process of its own, for its memory. */
import { createHash } from "node:crypto";
import { decodeStoredValues, indexSeries, inspectFiles, readSeries } from "../../../src/dicom/index.ts";
import { isAutosegError } from "../../../src/errors.ts";
import { hostileCases } from "./hostile-cases.ts";
import { toFile } from "./make-dicom.ts";
import { makeSeries } from "./make-series.ts";
import { toLeastProcessorMs, toProcessorMs } from "./processor-time.ts";

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
    let answer = "";
    let grownMb = 0;
    const processorMs = await toLeastProcessorMs(async () => {
      collect();
      const before = rssMb();
      const ms = await toProcessorMs(async () => {
        answer = await work(toFile(fileName, bytes)).then(
          () => "a result",
          (error: unknown) =>
            isAutosegError(error) ? `${error.code}: ${error.message}` : `UNTYPED ${String(error)}`,
        );
      });
      grownMb = Math.max(grownMb, rssMb() - before);
      return ms;
    });
    results.push({ name, way, processorMs, grownMb, answer });
  }
}
process.stdout.write(JSON.stringify(results));
