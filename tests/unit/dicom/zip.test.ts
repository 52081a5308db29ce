import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { indexSeries, readSeries } from "../../../src/dicom/index.ts";
import { toFile } from "./make-dicom.ts";
import { madeValue, makeSeries } from "./make-series.ts";

async function makeZip(level: 0 | 6): Promise<Uint8Array> {
  const entries: Record<string, Uint8Array> = {
    "study/README.txt": new TextEncoder().encode("Read me"),
    "__MACOSX/study/._0.dcm": new Uint8Array(300),
  };
  for (const file of makeSeries()) entries[`study/${file.name}`] = new Uint8Array(await file.arrayBuffer());
  return zipSync(entries, { level });
}

test.each([0, 6] as const)("a study in a ZIP archive, compression level %d", async (level) => {
  const file = toFile("study.zip", await makeZip(level));
  const { volume, instances } = await readSeries([file]);
  expect(volume.grid.size).toEqual([5, 4, 6]);
  expect(volume.voxels[2 + 5 * (1 + 4 * 3)]).toBe(madeValue(2, 1, 3) - 1024);
  expect(instances[0]!.fileName).toBe("study/0.dcm");
  expect((await indexSeries([file]))[0]).toMatchObject({ imageCount: 6, problems: [] });
});

test.each<[string, (zip: Uint8Array) => Uint8Array, RegExp]>([
  [
    "cut off",
    (zip) => zip.subarray(0, zip.length - 30),
    /"study.zip" cannot be read: it is not a complete ZIP archive/,
  ],
  ["no archive", () => new Uint8Array(100), /not a complete ZIP archive/],
  ["damaged inside", (zip) => zip.with(1000, zip[1000]! ^ 1), /cannot be read/],
])("an archive that is %s is refused", async (_, change, message) => {
  const file = toFile("study.zip", change(await makeZip(6)));
  await expect(readSeries([file])).rejects.toMatchObject({
    code: "unreadable-dicom",
    message: expect.stringMatching(message),
  });
});
