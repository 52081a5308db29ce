import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createPacsArchive } from "../../../src/archive/pacs-archive.ts";
import { parseDataset, text, writePart10 } from "../../../src/dicom/index.ts";
import { describeWork, writeDicomSeg, writeMeasurementReport } from "../../../src/dicom-objects/index.ts";
import { createArchiveQueries, storeReport } from "../../../src/dicomweb/index.ts";
import { axialGrid, letterF, sourceOn } from "../dicom-objects/phantom.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type Rows = readonly Readonly<Record<string, { vr: string; Value: readonly unknown[] }>>[];
const ui = (value: string) => ({ vr: "UI", Value: [value] });

interface Behaviour {
  /** Answers to GET by the end of the path; what is not there is 404. */
  readonly answers?: Readonly<Record<string, Rows>>;
  /** Results per response, at most, whatever is requested. */
  readonly mostResults?: number;
  /** Requests that fail with 503. */
  readonly failures?: number;
  readonly change?: (bytes: Uint8Array) => Uint8Array;
  readonly forgets?: boolean;
  /** HTTP status of every object that is sent. */
  readonly refuses?: number;
}

/** A server with lists, which keeps one object of each UID. */
async function serve({
  answers = {},
  mostResults = Number.POSITIVE_INFINITY,
  failures = 0,
  change = (bytes) => bytes,
  forgets,
  refuses,
}: Behaviour) {
  const kept = new Map<string, Uint8Array>();
  const posts: string[] = [];
  let failing = failures;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (failing-- > 0) return response.writeHead(503).end();
    const { pathname, searchParams } = new URL(request.url!, "http://host");
    if (request.method === "POST") {
      if (refuses !== undefined) return response.writeHead(refuses).end();
      const body = Buffer.concat(chunks);
      const file = body.subarray(body.indexOf("\r\n\r\n") + 4, body.lastIndexOf("\r\n--", body.length - 6));
      const uid = text(parseDataset(new Uint8Array(file)).dataset, "SOPInstanceUID")!;
      posts.push(uid);
      if (!forgets) kept.set(uid, change(new Uint8Array(file)));
      response.writeHead(200, { "Content-Type": "application/dicom+json" });
      return response.end(JSON.stringify({ "00081199": { vr: "SQ", Value: [{ "00081155": ui(uid) }] } }));
    }
    const object = kept.get(/instances\/([\d.]+)$/.exec(pathname)?.[1] ?? "");
    if (object) {
      response.writeHead(200, { "Content-Type": 'multipart/related; type="application/dicom"; boundary=x' });
      const head = Buffer.from("--x\r\nContent-Type: application/dicom\r\n\r\n");
      return response.end(Buffer.concat([head, object, Buffer.from("\r\n--x--\r\n")]));
    }
    const found = Object.entries(answers).find(([end]) => pathname.endsWith(end));
    if (!found) return response.writeHead(404).end();
    const offset = Number(searchParams.get("offset") ?? 0);
    response.setHeader("Content-Type", "application/dicom+json");
    return response.end(JSON.stringify(found[1].slice(offset, offset + mostResults)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/web`, posts };
}

const [study, series] = ["1.2.3", "1.2.3.4"];
const image = (n: number) => ({
  "00080018": ui(`${series}.${n}`),
  "0020000D": ui(study),
  "0020000E": ui(series),
  "00080060": { vr: "CS", Value: ["CT"] },
  "00180050": { vr: "DS", Value: [3] },
});

const answers: Behaviour["answers"] = {
  "/studies": [
    { "0020000D": ui(study), "00080020": { vr: "DA", Value: ["20240131"] } },
    { "0020000D": ui("1.2.9") },
  ],
  [`/studies/${study}/series`]: [
    {
      "0020000E": ui(series),
      "00080060": { vr: "CS", Value: ["CT"] },
      "00201209": { vr: "IS", Value: [3] },
    },
  ],
  [`/series/${series}/instances`]: [image(1), image(2)],
  [`/series/${series}/metadata`]: [image(1), image(2), image(3)],
  [`/instances/${series}.1/metadata`]: [image(1)],
};

describe("what is asked of an archive", () => {
  test("is what is there; what is not is nothing", async () => {
    const { url } = await serve({ answers });
    const queries = createArchiveQueries(url);
    expect(await queries.studies({ limit: 10, offset: 0, dates: "20240101-20241231", times: "0-1" })).toEqual(
      [
        { studyInstanceUID: study, date: "20240131", time: "" },
        { studyInstanceUID: "1.2.9", date: "", time: "" },
      ],
    );
    expect(await queries.series(study)).toEqual([
      { seriesInstanceUID: series, modality: "CT", imageCount: 3 },
    ]);
    expect(await queries.series("1.9")).toEqual([]);
    expect(await queries.images(study, series, undefined)).toHaveLength(2);
    const named = (sopInstanceUID: string) => ({
      studyInstanceUID: study,
      seriesInstanceUID: series,
      sopInstanceUID,
    });
    expect(await queries.has(named(`${series}.2`))).toBe(true);
    expect(await queries.has(named("9.9"))).toBe(false);
    expect(await queries.get(named("9.9"))).toBeUndefined();
    expect(await queries.header(named("9.9"))).toBeUndefined();
    expect(await queries.headers(study, "1.9")).toEqual([]);
  });

  test("is all there is, also of a server that returns fewer results than are requested", async () => {
    const list = (tag: string) =>
      Array.from({ length: 95 }, (_, n) => ({ ...image(n), [tag]: ui(`1.3.${n}`) }));
    const { url } = await serve({
      mostResults: 40,
      answers: {
        [`/studies/${study}/series`]: list("0020000E"),
        [`/series/${series}/instances`]: list("00080018"),
        [`/series/${series}/metadata`]: list("00080018"),
      },
    });
    const queries = createArchiveQueries(url);
    expect(await queries.series(study)).toHaveLength(95);
    expect(await queries.images(study, series, undefined)).toHaveLength(95);
    // Left to the caller, who knows that there are more.
    expect(await queries.images(study, series, 95)).toHaveLength(40);
  });

  test("what a server refuses or cannot do is no emptiness", async () => {
    const { url } = await serve({ failures: 99 });
    const queries = createArchiveQueries(url);
    const name = { studyInstanceUID: study, seriesInstanceUID: series, sopInstanceUID: "1.9" };
    for (const asked of [queries.has(name), queries.get(name), queries.studies({ limit: 1, offset: 0 })])
      await expect(asked).rejects.toMatchObject({ code: "dicomweb-failed", details: { status: 503 } });
  });

  test("a list that is shorter than the server says is asked for in another way", async () => {
    const { url } = await serve({ answers });
    const archive = createPacsArchive(url);
    await archive.check();
    const [listed] = await archive.series(study);
    const facts = await archive.describe(study, listed!);
    expect(facts).toMatchObject({ modality: "CT", slices: 3, sliceThicknessMm: 3 });
    expect(await archive.images(study, series)).toHaveLength(3);
    expect(await archive.images(study, "1.9")).toEqual([]);
    expect(await archive.describe(study, { ...listed!, seriesInstanceUID: "1.9" })).toBeUndefined();
    expect(await archive.earlierResults(study, series, "m")).toEqual([]);
    const found: string[] = [];
    for await (const uid of archive.studies()) found.push(uid);
    expect(found.sort()).toEqual([study, "1.2.9"].sort());
  });
});

describe("a result", () => {
  const source = sourceOn(axialGrid);
  const work = describeWork({
    seriesInstanceUID: source.seriesInstanceUID,
    sopInstanceUIDs: ["1"],
    model: "m",
    version: "1",
    weights: [],
    options: ["seg"],
  });
  const bytes = writeDicomSeg(letterF(axialGrid), { source, deterministic: true, work });
  const name = {
    sopClassUID: "1.2.840.10008.5.1.4.1.1.66.4",
    sopInstanceUID: "2.25.1",
    seriesInstanceUID: "2.25.2",
  };
  const report = writeMeasurementReport([], {
    source,
    segmentation: name,
    deterministic: true,
    work: [...work, "sr"],
  });

  test("is stored once the server is back, and once only", async () => {
    const { url, posts } = await serve({ failures: 4 });
    let waits = 0;
    const archive = createPacsArchive(url, { wait: async () => void waits++ });
    await archive.storeSegmentation(bytes, source);
    expect(waits).toBeGreaterThan(0);
    await archive.storeSegmentation(bytes, source);
    await archive.storeReport(report);
    await archive.storeReport(report);
    expect(posts).toHaveLength(2);
  });

  test("that the server has not, or not as it was, is not stored", async () => {
    const forgetful = await serve({ forgets: true });
    await expect(storeReport(forgetful.url, report)).rejects.toThrow(/does not have it/);
    const changing = await serve({
      change: (file) => writePart10({ ...parseDataset(file).dataset, ContentSequence: [] }),
    });
    await expect(storeReport(changing.url, report)).rejects.toThrow(/says something else/);
    const away = await serve({ failures: 99 });
    await expect(storeReport(away.url, report)).rejects.toMatchObject({ code: "store-failed" });
    const refusing = await serve({ refuses: 403 });
    await expect(storeReport(refusing.url, report)).rejects.toMatchObject({ details: { status: 403 } });
  });
});
