import { describe, expect, test, vi } from "vitest";
import type { SourceSeries } from "../../../src/dicom/index.ts";
import { dataSourceDestination } from "../../../src/ohif/destination.ts";
import type { DataSource } from "../../../src/ohif/ohif-host.ts";
import { encodeDataset, encodeFile } from "../dicom/make-dicom.ts";

const source = { studyInstanceUID: "1.2.3" } as SourceSeries;
const bytes = encodeFile("1.2.840.10008.1.2.1", encodeDataset({ SeriesInstanceUID: "1.2.3.9" }));
const file = new Blob([new Uint8Array(bytes)]);

/** A data source of OHIF whose server has these series after an object was sent. */
function createDataSource(dicom: (file: ArrayBuffer) => Promise<unknown>, series: readonly string[]) {
  return {
    store: { dicom },
    query: { series: { search: async () => series.map((seriesInstanceUid) => ({ seriesInstanceUid })) } },
    deleteStudyMetadataPromise: vi.fn(),
    getConfig: () => ({ friendlyName: "PACS", wadoRoot: "/dicom-web" }),
  } satisfies DataSource;
}

describe("OHIF's data source", () => {
  test("is sent the file as it is, and its study is read anew", async () => {
    const dicom = vi.fn(async () => undefined);
    const dataSource = createDataSource(dicom, ["1.2.3.4", "1.2.3.9"]);
    const said = await dataSourceDestination(dataSource)!.store(file, source);
    expect(said).toBe("The segmentation was stored in PACS.");
    const [[sent]] = dicom.mock.calls as unknown as [[ArrayBuffer]];
    expect(sent).toBeInstanceOf(ArrayBuffer);
    expect(new Uint8Array(sent)).toEqual(new Uint8Array(await file.arrayBuffer()));
    expect(dataSource.deleteStudyMetadataPromise).toHaveBeenCalledWith("1.2.3");
  });

  test.each([
    ["an Error with a status", Object.assign(new Error("request failed"), { status: 409 }), "HTTP 409"],
    ["an Error", new Error("no network"), "no network"],
  ])("that refuses with %s says why", async (_, error, found) => {
    const refused = createDataSource(() => Promise.reject(error), []);
    await expect(dataSourceDestination(refused)!.store(file, source)).rejects.toMatchObject({
      code: "store-failed",
      details: { url: "/dicom-web", found },
    });
  });

  test("that says nothing and stores nothing is found out", async () => {
    const silent = createDataSource(async () => undefined, ["1.2.3.4"]);
    await expect(dataSourceDestination(silent)!.store(file, source)).rejects.toMatchObject({
      code: "store-failed",
    });
  });

  test.each([
    ["none", undefined],
    ["files of this computer", { ...createDataSource(async () => undefined, []), getConfig: undefined }],
    ["JSON", { ...createDataSource(async () => undefined, []), getConfig: () => ({ friendlyName: "JSON" }) }],
  ])("of %s is no destination", (_, dataSource) => {
    expect(dataSourceDestination(dataSource as DataSource | undefined)).toBeUndefined();
  });
});
