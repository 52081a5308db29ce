import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type Dataset, dictionary, keywordsOf, parseDataset } from "../../../src/dicom/index.ts";
import { writeDicomSeg, writeRtStruct } from "../../../src/dicom-objects/index.ts";
import { createWorklist } from "../../../src/dicomweb/index.ts";
import { axialGrid, drawnByHand, letterF, liver, sourceOn } from "../dicom-objects/phantom.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A server that answers as it is told, and notes what it was asked. */
async function serve(answer: (path: string, query: URLSearchParams) => unknown) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://host");
    asked.push(decodeURIComponent(request.url!));
    const body = answer(pathname, searchParams);
    if (body === undefined) return response.writeHead(404).end();
    response.setHeader("Content-Type", "application/dicom+json");
    return response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dicom-web`, asked };
}

/** A data set as DICOM JSON, without bulk data. */
function toJson(dataset: Dataset): Record<string, unknown> {
  return Object.fromEntries(
    keywordsOf(dataset).flatMap((keyword) => {
      const [tag, vr] = dictionary[keyword];
      const values = dataset[keyword]!;
      if (values instanceof Uint8Array) return [];
      const Value = [...values].map((value) =>
        typeof value === "object" ? toJson(value) : vr === "PN" ? { Alphabetic: value } : value,
      );
      return [[tag, { vr, Value }]];
    }),
  );
}

const study = (uid: string, modalities: readonly string[] = ["CT"]) => ({
  "0020000D": { vr: "UI", Value: [uid] },
  "00100010": { vr: "PN", Value: [{ Alphabetic: "Doe^Jane" }] },
  "00100020": { vr: "LO", Value: ["P-17"] },
  "00080020": { vr: "DA", Value: ["20240131"] },
  "00080061": { vr: "CS", Value: modalities },
});

test("studies are searched by name or ID, date and modality, page by page", async () => {
  const rows = Array.from({ length: 30 }, (_, index) => study(`1.2.${index + 1}`));
  const { url, asked } = await serve((_, query) => {
    const offset = Number(query.get("offset"));
    return rows.slice(offset, offset + Number(query.get("limit")));
  });
  const worklist = createWorklist(url);
  const first = await worklist.studies({ person: "doe", dates: "20240101-", modality: "CT", offset: 0 });
  expect(first).toMatchObject({ hasMore: true, studies: { length: 25 } });
  expect(first.studies[0]).toEqual({
    studyInstanceUID: "1.2.1",
    url: `${url}/studies/1.2.1`,
    patientName: "Doe^Jane",
    patientID: "P-17",
    date: "20240131",
    description: "",
    modalities: ["CT"],
  });
  expect(asked[0]).toContain("PatientName=*doe*&StudyDate=20240101-&ModalitiesInStudy=CT&limit=25&offset=0");
  expect(await worklist.studies({ person: "P-17", offset: 25 })).toMatchObject({
    hasMore: false,
    studies: { length: 5 },
  });
  expect(asked[1]).toContain("PatientID=*P-17*");
});

test("studies are found by their UIDs, in their order, and only these", async () => {
  const { url } = await serve((_, query) =>
    // One that is not there, and a server that gives another.
    query.get("StudyInstanceUID") === "1.2.2"
      ? []
      : query.get("StudyInstanceUID") === "1.2.3"
        ? [study("9.9")]
        : [study(query.get("StudyInstanceUID")!)],
  );
  const found = await createWorklist(url).studiesOf(["1.2.4", "1.2.2", "1.2.3", "1.2.1"]);
  expect(found.map(({ studyInstanceUID }) => studyInstanceUID)).toEqual(["1.2.4", "1.2.1"]);
});

test("the objects of a study say who made them, what replaces them and what is to be reviewed", async () => {
  const source = sourceOn(axialGrid);
  const { studyInstanceUID } = source;
  const header = (bytes: Uint8Array) => parseDataset(bytes).dataset;
  const labelMap = letterF(axialGrid, [liver]);
  const date = (day: number) => ({ date: new Date(2024, 0, day) });
  const first = header(
    writeDicomSeg(labelMap, { source, ...date(1), seriesDescription: "Liver by a model" }),
  );
  const [sopClassUID, sopInstanceUID, seriesInstanceUID] = [
    first.SOPClassUID![0] as string,
    first.SOPInstanceUID![0] as string,
    first.SeriesInstanceUID![0] as string,
  ];
  const predecessor = { sopClassUID, sopInstanceUID, seriesInstanceUID, change: "Reviewed." };
  const objects = [
    first,
    header(writeDicomSeg(labelMap, { source, predecessor, contentCreatorName: "Reader^Rita", ...date(2) })),
    header(writeDicomSeg(letterF(axialGrid, [drawnByHand]), { source, ...date(3) })),
    { ...header(writeDicomSeg(labelMap, { source, ...date(4) })), ManufacturerModelName: ["another"] },
    header(writeDicomSeg(labelMap, { source, ...date(5) })),
    header(writeRtStruct([labelMap], { source, ...date(6), structureSetLabel: "PLAN" })),
  ];
  const { url } = await serve((path) => {
    if (path.endsWith(`${studyInstanceUID}/series`))
      return [
        { "0020000E": { vr: "UI", Value: ["1.1"] }, "00080060": { vr: "CS", Value: ["CT"] } },
        ...objects.map((each) => ({
          "0020000E": { vr: "UI", Value: each.SeriesInstanceUID },
          "00080060": { vr: "CS", Value: each.Modality },
        })),
      ];
    const found = objects.find((each) => path.includes(`/series/${each.SeriesInstanceUID![0]}/`));
    return found && [toJson(found)];
  });
  const found = await createWorklist(url).objects(studyInstanceUID);
  expect(
    found.map(({ kind, title, date: day, isReplaced, needsReview }) => [
      kind,
      title,
      day,
      isReplaced,
      needsReview,
    ]),
  ).toEqual([
    ["structure-set", "PLAN", "20240106", false, undefined],
    ["segmentation", expect.any(String), "20240105", false, true],
    ["segmentation", expect.any(String), "20240104", false, undefined],
    ["segmentation", expect.any(String), "20240103", false, false],
    ["segmentation", expect.any(String), "20240102", false, false],
    ["segmentation", "Liver by a model", "20240101", true, true],
  ]);
  expect(found[0]!.segments).toEqual(["Liver"]);
  expect(found[4]!.creator).toBe("Reader^Rita");
});
