import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { parseDataset, text, writePart10 } from "../../../src/dicom/index.ts";
import { predecessorOf, readDicomSeg, uidsOfWork, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { binaryWorkOf, storeSegmentation } from "../../../src/dicomweb/index.ts";
import { axialGrid, letterF, sourceOn } from "../dicom-objects/phantom.ts";

const source = sourceOn(axialGrid);
const labelMap = letterF(axialGrid);
const labelMapClass = "1.2.840.10008.5.1.4.1.1.66.7";

/** How a server of the tests behaves. */
interface Behaviour {
  /** Requests that fail with HTTP 503 before one succeeds. */
  readonly failures?: number;
  /** SOP classes that are answered with the reason 0122 and HTTP 409. */
  readonly refused?: readonly string[];
  /** HTTP status of every request. */
  readonly status?: number;
  /** Takes objects and does not have them. */
  readonly forgets?: boolean;
  /** What is given back of what was sent. */
  readonly change?: (bytes: Uint8Array) => Uint8Array;
  /** Answers that are lost after the object was taken. */
  readonly lost?: number;
  /** How it answers an object that it has already. */
  readonly duplicate?: "failure 0111" | "failure 0110" | "warning 0111" | "conflict";
  /** What it has before anything is sent. */
  readonly has?: Uint8Array;
  /** Where every request is redirected to, with which status. */
  readonly redirect?: { readonly status: number; readonly to: string };
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A DICOMweb server that keeps one object. */
async function serve(behaviour: Behaviour): Promise<{ url: string; requests: string[] }> {
  const requests: string[] = [];
  let kept = behaviour.has;
  let failures = behaviour.failures ?? 0;
  let lost = behaviour.lost ?? 0;
  const server = createServer(async (request, response) => {
    requests.push(request.method!);
    const body = await readBody(request);
    if (behaviour.redirect) {
      const { status, to } = behaviour.redirect;
      response.writeHead(status, { Location: to + request.url! }).end();
      return;
    }
    if (behaviour.status !== undefined || failures-- > 0) {
      response.writeHead(behaviour.status ?? 503).end();
      return;
    }
    if (request.method === "GET") {
      if (!kept) response.writeHead(404).end();
      else {
        const head = "--x\r\nContent-Type: application/dicom\r\n\r\n";
        response.writeHead(200, {
          "Content-Type": 'multipart/related; type="application/dicom"; boundary=x',
        });
        response.end(Buffer.concat([Buffer.from(head), kept, Buffer.from("\r\n--x--\r\n")]));
      }
      return;
    }
    const file = body.subarray(body.indexOf("\r\n\r\n") + 4, body.lastIndexOf("\r\n--", body.length - 6));
    const { dataset } = parseDataset(new Uint8Array(file));
    const uid = text(dataset, "SOPInstanceUID")!;
    const item = { "00081155": { vr: "UI", Value: [uid] } };
    if (behaviour.refused?.includes(text(dataset, "SOPClassUID")!)) {
      const failed = { ...item, "00081197": { vr: "US", Value: [0x0122] } };
      response.writeHead(409, { "Content-Type": "application/dicom+json" });
      response.end(JSON.stringify({ "00081198": { vr: "SQ", Value: [failed] } }));
      return;
    }
    if (kept && behaviour.duplicate === "conflict") {
      response.writeHead(409).end();
      return;
    }
    if (kept && behaviour.duplicate) {
      const isFailure = behaviour.duplicate.startsWith("failure");
      const code = Number.parseInt(behaviour.duplicate.slice(-4), 16);
      const reason = { [isFailure ? "00081197" : "00081196"]: { vr: "US", Value: [code] } };
      const sequence = isFailure ? "00081198" : "00081199";
      response.writeHead(isFailure ? 409 : 202, { "Content-Type": "application/dicom+json" });
      response.end(JSON.stringify({ [sequence]: { vr: "SQ", Value: [{ ...item, ...reason }] } }));
      return;
    }
    if (!behaviour.forgets) kept = behaviour.change?.(new Uint8Array(file)) ?? new Uint8Array(file);
    if (lost-- > 0) {
      response.destroy();
      return;
    }
    response.writeHead(200, { "Content-Type": "application/dicom+json" });
    response.end(JSON.stringify({ "00081199": { vr: "SQ", Value: [item] } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dicom-web`, requests };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe("a segmentation that is stored", () => {
  test("is compared with what comes back", async () => {
    const { url } = await serve({});
    const bytes = writeDicomSeg(labelMap, { source });
    const stages: string[] = [];
    const stored = await storeSegmentation(url, bytes, { source, onStage: (stage) => stages.push(stage) });
    expect(stored).toMatchObject({ type: "BINARY", isIdentical: true, notes: [] });
    expect(stages).toEqual(["checking", "sending", "reading back"]);
    expect(stored.url.startsWith(`${url}/studies/2.25.`)).toBe(true);
  });

  test("is sent again when the server is in trouble", async () => {
    const { url, requests } = await serve({ failures: 2 });
    await storeSegmentation(url, writeDicomSeg(labelMap, { source }), { source });
    expect(requests).toEqual(["POST", "POST", "POST", "GET"]);
  });

  test.each([
    { name: "refuses them", behaviour: { refused: [labelMapClass] } },
    {
      name: "keeps them not",
      behaviour: {
        change: (bytes: Uint8Array) =>
          text(parseDataset(bytes).dataset, "SOPClassUID") === labelMapClass ? new Uint8Array(200) : bytes,
      },
    },
  ])("is sent as BINARY to a server that takes no LABELMAP and $name", async ({ behaviour }) => {
    const { url } = await serve(behaviour);
    const options = { source, contentCreatorName: "Nachname^Vorname", contentLabel: "LIVER" };
    const bytes = writeDicomSeg(labelMap, { ...options, type: "LABELMAP" });
    const stored = await storeSegmentation(url, bytes, { source });
    expect(stored.type).toBe("BINARY");
    expect(stored.notes).toHaveLength(1);
    const opened = await readDicomSeg(stored.bytes, { source });
    expect(opened.labelMaps[0]!.voxels).toEqual(labelMap.voxels);
    expect(opened.origin).toMatchObject({ contentCreatorName: "Nachname^Vorname", contentLabel: "LIVER" });
  });

  test("may come back written otherwise", async () => {
    const change = (bytes: Uint8Array) => {
      const { dataset, pixelData } = parseDataset(bytes);
      const pixels = (pixelData as { bytes: Uint8Array }).bytes;
      return writePart10({ ...dataset, PixelData: pixels }, { undefinedLengths: true });
    };
    const { url } = await serve({ change });
    const stored = await storeSegmentation(url, writeDicomSeg(labelMap, { source }), { source });
    expect(stored.isIdentical).toBe(false);
  });
});

describe("a segmentation that the server has already is stored once it is read back", () => {
  const bytes = writeDicomSeg(labelMap, { source });
  const duplicates = ["failure 0111", "failure 0110", "warning 0111", "conflict"] as const;

  test.each(duplicates)("%s", async (duplicate) => {
    const { url, requests } = await serve({ has: bytes, duplicate });
    const stored = await storeSegmentation(url, bytes, { source });
    expect(stored).toMatchObject({ type: "BINARY", isIdentical: true, notes: [] });
    expect(requests).toEqual(["POST", "GET"]);
  });

  test.each(duplicates)("%s, after an answer that was lost", async (duplicate) => {
    const { url, requests } = await serve({ lost: 1, duplicate });
    expect((await storeSegmentation(url, bytes, { source })).isIdentical).toBe(true);
    expect(requests).toEqual(["POST", "POST", "GET"]);
  });

  test("after every answer was lost", async () => {
    const { url } = await serve({ lost: 99 });
    expect((await storeSegmentation(url, bytes, { source })).isIdentical).toBe(true);
  });

  test.each(duplicates)("%s, but not where it has another", async (duplicate) => {
    const other = bytes.slice();
    other[other.length - 20]! ^= 8;
    const { url } = await serve({ has: other, duplicate });
    const storing = storeSegmentation(url, bytes, { source });
    await expect(storing).rejects.toMatchObject({ code: "store-failed" });
    await expect(storing).rejects.toThrow(/differs: .*1 voxels differ/);
  });

  test("an object of another UID is another, however alike", async () => {
    const other = writeDicomSeg(labelMap, { source });
    const { url } = await serve({ has: other, duplicate: "conflict" });
    await expect(storeSegmentation(url, bytes, { source })).rejects.toThrow(/InstanceUID .* was requested/);
  });
});

describe("a server that is asked first", () => {
  const bytes = writeDicomSeg(labelMap, { source });

  test("gets what it lacks, and keeps what it has", async () => {
    const { url, requests } = await serve({});
    const options = { source, asksFirst: true };
    expect((await storeSegmentation(url, bytes, options)).isIdentical).toBe(true);
    expect(requests).toEqual(["GET", "POST", "GET"]);
    expect((await storeSegmentation(url, bytes, options)).isIdentical).toBe(true);
    expect(requests).toEqual(["GET", "POST", "GET", "GET"]);
  });

  test("is sent nothing where it has another object of that UID", async () => {
    const other = bytes.slice();
    other[other.length - 20]! ^= 8;
    const { url, requests } = await serve({ has: other });
    await expect(storeSegmentation(url, bytes, { source, asksFirst: true })).rejects.toThrow(
      /1 voxels differ/,
    );
    expect(requests).toEqual(["GET"]);
  });
});

describe("the BINARY object that stands for a LABELMAP", () => {
  const predecessor = {
    sopClassUID: labelMapClass,
    sopInstanceUID: "2.25.7",
    seriesInstanceUID: "2.25.8",
    change: "Model version 2.0 instead of 1.0.",
  };

  test("is the same wherever and whenever it is written, and names its predecessor", async () => {
    const bytes = writeDicomSeg(labelMap, { source, type: "LABELMAP", predecessor });
    const stored = async () => {
      const { url } = await serve({ refused: [labelMapClass] });
      return (await storeSegmentation(url, bytes, { source })).bytes;
    };
    const once = await stored();
    expect(Buffer.compare(once, await stored())).toBe(0);
    const { dataset } = parseDataset(once);
    const uid = text(parseDataset(bytes).dataset, "SOPInstanceUID")!;
    expect(text(dataset, "SOPInstanceUID")).toBe(uidsOfWork(binaryWorkOf(uid)).sopInstanceUID);
    expect(predecessorOf(dataset)).toMatchObject(predecessor);
  });

  test("names no patient where the first did not", async () => {
    const bytes = writeDicomSeg(labelMap, { source, type: "LABELMAP", anonymous: { uids: "retained" } });
    const { url } = await serve({ refused: [labelMapClass] });
    const { dataset } = parseDataset((await storeSegmentation(url, bytes, { source })).bytes);
    expect(text(dataset, "PatientName") ?? "").toBe("");
    expect(text(dataset, "PatientIdentityRemoved")).toBe("YES");
  });
});

describe("a LABELMAP is not sent as BINARY", () => {
  const bytes = writeDicomSeg(labelMap, { source, type: "LABELMAP" });
  test.each<[string, Behaviour, string[]]>([
    ["to a server that is locked", { status: 401 }, ["POST"]],
    ["to one in trouble", { status: 503 }, ["POST", "POST", "POST", "GET", "GET", "GET"]],
    ["to one that is out of space", { status: 507 }, ["POST"]],
  ])("%s", async (_, behaviour, expected) => {
    const { url, requests } = await serve(behaviour);
    await expect(storeSegmentation(url, bytes, { source })).rejects.toMatchObject({ code: "store-failed" });
    expect(requests).toEqual(expected);
  });
});

describe("an object that is stored and redirected", () => {
  const bytes = writeDicomSeg(labelMap, { source });
  test.each([301, 302, 303, 307, 308])("%i to another origin arrives nowhere", async (status) => {
    const other = await serve({});
    const { url } = await serve({ redirect: { status, to: new URL(other.url).origin } });
    const storing = storeSegmentation(url, bytes, { source, headers: { "X-Api-Key": "secret" } });
    await expect(storing).rejects.toMatchObject({ code: "store-failed" });
    await expect(storing).rejects.toThrow(
      `${new URL(url).origin} redirects to another origin, ${new URL(other.url).origin}`,
    );
    expect(other.requests).toEqual([]);
  });
});

describe("a segmentation that cannot be stored stays where it is, and one sentence says so", () => {
  const flipped = (bytes: Uint8Array) => {
    const changed = bytes.slice();
    changed[changed.length - 20]! ^= 8;
    return changed;
  };
  test.each<{ name: string; behaviour: Behaviour; says: RegExp }>([
    { name: "always in trouble", behaviour: { failures: 99 }, says: /HTTP 503, 3 times/ },
    { name: "locked", behaviour: { status: 401 }, says: /HTTP 401.*user name and password/ },
    {
      name: "without use for segmentations",
      behaviour: { refused: [labelMapClass, "1.2.840.10008.5.1.4.1.1.66.4"] },
      says: /does not support this kind of object \(reason 0122\)/,
    },
    { name: "forgetful", behaviour: { forgets: true }, says: /does not have it/ },
    { name: "careless", behaviour: { change: flipped }, says: /1 voxels differ|another/ },
  ])("server $name", async ({ behaviour, says }) => {
    const { url } = await serve(behaviour);
    const bytes = writeDicomSeg(labelMap, { source });
    const before = bytes.slice();
    await expect(storeSegmentation(url, bytes, { source })).rejects.toMatchObject({
      code: "store-failed",
      message: expect.stringMatching(says),
    });
    await expect(storeSegmentation(url, bytes, { source })).rejects.toThrow(/Nothing is lost/);
    expect(bytes).toEqual(before);
  });

  test("nobody there", async () => {
    const { url } = await serve({});
    closers.pop()!();
    const bytes = writeDicomSeg(labelMap, { source });
    await expect(storeSegmentation(url, bytes, { source })).rejects.toMatchObject({ code: "store-failed" });
  });
});
