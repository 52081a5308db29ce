import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createFolderPlace, type FileAccess } from "../../../src/archive/folder-archive.ts";
import { fileAccess } from "../../../src/cli/archive-host.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { makeFolder, writeSeries } from "./fakes.ts";

/** Files that count how often their bytes are asked for. */
function countReads() {
  const reads: string[] = [];
  const files: FileAccess = {
    ...fileAccess,
    open: async (paths) =>
      (await fileAccess.open(paths)).map((file) => ({
        ...file,
        arrayBuffer() {
          reads.push(file.path!);
          return file.arrayBuffer();
        },
      })),
  };
  return { reads, files };
}

test("the files of a series are read once for all that is asked of them, and again where they have changed", async () => {
  const folder = makeFolder();
  await writeSeries(folder, "1.2.1", "1.3.1", { slices: 4 });
  const paths = readdirSync(folder).map((name) => join(folder, name));
  writeFileSync(join(folder, "notes.txt"), "no DICOM");
  const { reads, files } = countReads();
  const place = createFolderPlace([...paths, join(folder, "notes.txt")], join(folder, "results"), files);

  const before = await place.images("1.2.1", "1.3.1");
  const { volume } = await readSeries(await place.open("1.2.1", "1.3.1"), { reader: place.reader! });
  expect(volume.grid.size[2]).toBe(4);
  expect(await place.images("1.2.1", "1.3.1")).toEqual(before);
  expect(new Set(before).size).toBe(4);
  expect(reads).toHaveLength(5);

  // One of them is now a copy of another.
  writeFileSync(paths[1]!, readFileSync(paths[0]!));
  utimesSync(paths[1]!, new Date(0), new Date(0));
  expect(await place.images("1.2.1", "1.3.1")).toHaveLength(3);
  expect(reads.slice(5)).toEqual([paths[1]]);
});
