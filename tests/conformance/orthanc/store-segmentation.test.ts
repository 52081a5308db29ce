import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { storeSegmentation } from "../../../src/dicomweb/index.ts";
import { axialGrid, letterF, sourceOn } from "../../unit/dicom-objects/phantom.ts";
import { noDicomWeb, startOrthanc } from "./orthanc-server.ts";

const source = sourceOn(axialGrid);
const labelMap = letterF(axialGrid);

/** Orthanc's own filter of what it takes: so a PACS looks that is older than label map segmentations. */
const filter = `function ReceivedInstanceFilter(dicom)
  return dicom.SOPClassUID ~= "1.2.840.10008.5.1.4.1.1.66.7"
end`;

test.skipIf(noDicomWeb !== undefined).each([
  { type: "BINARY" as const, isOld: true, taken: "BINARY" },
  { type: "LABELMAP" as const, isOld: true, taken: "BINARY" },
  { type: "LABELMAP" as const, isOld: false, taken: "LABELMAP" },
])(
  "a $type is stored as $taken and comes back byte for byte (old PACS: $isOld)",
  async ({ type, isOld, taken }) => {
    const folder = await mkdtemp(join(tmpdir(), "autoseg-lua-"));
    await writeFile(join(folder, "filter.lua"), filter);
    await using orthanc = await startOrthanc(isOld ? { LuaScripts: [join(folder, "filter.lua")] } : {});
    const bytes = writeDicomSeg(labelMap, { source, type });
    const stored = await storeSegmentation(`${orthanc.url}dicom-web`, bytes, { source });
    expect(stored).toMatchObject({ type: taken, isIdentical: true });
    expect(stored.notes.length).toBe(taken === type ? 0 : 1);
    const list = await (await fetch(`${orthanc.url}instances`)).json();
    expect(list.length).toBe(1);
    const file = await (await fetch(`${orthanc.url}instances/${list[0]}/file`)).arrayBuffer();
    expect(Buffer.compare(new Uint8Array(file), stored.bytes)).toBe(0);
    await rm(folder, { recursive: true });
  },
);
