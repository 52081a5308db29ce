import { zipSync } from "fflate";
import { inspectFiles, readSeries } from "../../../../src/dicom/index.ts";
import { toFile } from "../../dicom/make-dicom.ts";
import { makeSeries } from "../../dicom/make-series.ts";
import { answered, type FuzzTarget } from "../fuzz-target.ts";

async function makeZip(level: 0 | 6, slices: number): Promise<Uint8Array> {
  const files = makeSeries({ columns: 2, rows: 2, slices });
  const entries = await Promise.all(
    files.map(async (file) => [`study/${file.name}`, new Uint8Array(await file.arrayBuffer())] as const),
  );
  return zipSync({ ...Object.fromEntries(entries), "README.txt": new Uint8Array(20) }, { level });
}

/** A study in a ZIP archive. */
export const zip: FuzzTarget = {
  name: "zip",
  covers: "/src/dicom/series/",
  seeds: async () => [await makeZip(0, 1), await makeZip(6, 2), zipSync({})],
  tokens: ["PK\u0001\u0002", "PK\u0003\u0004", "PK\u0005\u0006", "PK\u0006\u0006"].map((mark) =>
    new TextEncoder().encode(mark),
  ),
  async run(bytes) {
    const file = toFile("study.zip", bytes);
    await answered(() => inspectFiles([file]));
    await answered(() => readSeries([file]));
  },
};
