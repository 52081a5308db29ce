/** Passes the hostile files to every reader and prints their cost; in a process of its own, to measure its memory. */
import { createHash } from "node:crypto";
import { startCounting } from "./work-steps.ts";

const countSteps = await startCounting();
const { decodeStoredValues, indexSeries, inspectFiles, readSeries } = await import(
  "../../../src/dicom/index.ts"
);
const { isAutosegError } = await import("../../../src/errors.ts");
const { hostileCases, mostMb } = await import("./hostile-cases.ts");
const { toFile } = await import("./make-dicom.ts");
const { makeSeries } = await import("./make-series.ts");

const ways = {
  inspectFiles: (file: ReturnType<typeof toFile>) => inspectFiles([file]),
  indexSeries: (file: ReturnType<typeof toFile>) => indexSeries([file]),
  readSeries: (file: ReturnType<typeof toFile>) => readSeries([file]),
  decodeStoredValues: (file: ReturnType<typeof toFile>) => decodeStoredValues(file),
};

/** Number of attempts for a case that seems to use too much memory. */
const mostTries = 4;

const collect = (globalThis as { gc?: () => void }).gc!;
const rssMb = (): number => process.memoryUsage.rss() / 2 ** 20;

// Warms up, since code is compiled on its first run.
await readSeries(makeSeries({ slices: 8 }));
await inspectFiles(makeSeries({ slices: 8 }));
const results: object[] = [];
for (const { name, fileName = "x.dcm", make } of hostileCases) {
  const bytes = make();
  if (bytes.length > 2 ** 20) throw new Error(`${name}: ${bytes.length} bytes`);
  createHash("sha256").update(bytes);
  for (const [way, work] of Object.entries(ways)) {
    let answer = "";
    let grownMb = Number.POSITIVE_INFINITY;
    let steps = 0;
    // Loading and compiling also take memory, but only once.
    for (let tries = 0; tries < mostTries && grownMb >= mostMb; tries++) {
      collect();
      const before = rssMb();
      steps = await countSteps(async () => {
        answer = await work(toFile(fileName, bytes)).then(
          () => "a result",
          (error: unknown) =>
            isAutosegError(error) ? `${error.code}: ${error.message}` : `UNTYPED ${String(error)}`,
        );
      });
      grownMb = rssMb() - before;
    }
    results.push({ name, way, steps, grownMb, answer });
  }
}
process.stdout.write(JSON.stringify(results));
