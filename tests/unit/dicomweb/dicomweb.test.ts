import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { inspectFiles, readSeries } from "../../../src/dicom/index.ts";
import { fromDicomJson } from "../../../src/dicomweb/dicom-json.ts";
import { openDicomWeb, parseDicomWebAddress } from "../../../src/dicomweb/index.ts";
import { parseMultipart } from "../../../src/dicomweb/multipart.ts";
import { concat } from "../dicom/make-dicom.ts";
import { madeValue } from "../dicom/make-series.ts";
import { serve } from "./dicomweb-server.ts";

describe("an address of a DICOMweb server", () => {
  test.each([
    ["https://host/dicom-web", "https://host/dicom-web", undefined, undefined],
    ["https://host/dicom-web/studies/1.2.3", "https://host/dicom-web", "1.2.3", undefined],
    ["http://host:8042/studies/1.2/series/3.4/", "http://host:8042", "1.2", "3.4"],
    ["https://host/a/b/studies/1.2/series/3.4/metadata", "https://host/a/b", "1.2", "3.4"],
  ])("%s", (address, root, studyInstanceUID, seriesInstanceUID) => {
    expect(parseDicomWebAddress(address)).toMatchObject({ root, studyInstanceUID, seriesInstanceUID });
  });

  test("has its search and its password", () => {
    expect(parseDicomWebAddress("https://me:s%40cret@host/web/studies?PatientID=17")).toEqual({
      root: "https://host/web",
      studyInstanceUID: undefined,
      seriesInstanceUID: undefined,
      query: { PatientID: "17" },
      headers: { Authorization: `Basic ${btoa("me:s@cret")}` },
    });
  });

  test.each(["file:///etc/passwd", "studies/1.2", ""])("%s is none", (address) => {
    expect(() => parseDicomWebAddress(address)).toThrow(/is not the address of a DICOMweb server/);
  });
});

describe("multipart", () => {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const pixels = Uint8Array.of(13, 10, 45, 45, 1, 2, 45, 45, 88, 3);
  const message = concat([
    encode("preamble\r\n--X\r\nContent-Type: image/jls; transfer-syntax=1.2\r\n\r\n"),
    pixels,
    encode("\r\n--X\r\nContent-Length: 2\r\n\r\nab\r\n--X--\r\n"),
  ]);

  test("parts come whole, bytes that look like a boundary included", () => {
    const parts = parseMultipart(message, 'multipart/related; type="x"; boundary="X"', 2);
    expect(parts.map(({ contentType }) => contentType)).toEqual(["image/jls; transfer-syntax=1.2", ""]);
    expect(parts[0]!.body).toEqual(pixels);
    expect(parts[1]!.body).toEqual(encode("ab"));
  });

  test("a message that is cut off anywhere is an error", () => {
    for (let length = 9; length < message.length - 4; length++)
      expect(
        () => parseMultipart(message.subarray(0, length), "multipart/related; boundary=X", 2),
        `${length}`,
      ).toThrow();
  });

  test("what is not multipart is an error", () => {
    expect(() => parseMultipart(message, "application/json", 2)).toThrow(/not multipart/);
  });
});

test("DICOM JSON gives the values that a file gives", () => {
  const { dataset, lacksBulkData } = fromDicomJson({
    "00100010": { vr: "PN", Value: [{ Alphabetic: "Yamada^Tarou", Ideographic: "山田^太郎" }] },
    "00280030": { vr: "DS", Value: [0.5, "0.25"] },
    "00200013": { vr: "IS", Value: [null] },
    "00080060": { vr: "CS" },
    "00283000": { vr: "SQ", Value: [{ "00283006": { vr: "OW", InlineBinary: "AQACAA==" } }] },
    "00091001": { vr: "LO", Value: ["private"] },
  });
  expect(lacksBulkData).toBe(false);
  expect(dataset).toEqual({
    PatientName: ["Yamada^Tarou=山田^太郎"],
    PixelSpacing: [0.5, 0.25],
    InstanceNumber: [Number.NaN],
    Modality: [],
    ModalityLUTSequence: [{ LUTData: [1, 2] }],
  });
  expect(fromDicomJson({ "00283006": { vr: "OW", BulkDataURI: "x" } }).lacksBulkData).toBe(true);
});

describe("a study on a server", () => {
  test("is read frame by frame, voxel for voxel", async () => {
    const files = await openDicomWeb(`${await serve()}/studies/1.2.3`);
    const { volume, instances } = await readSeries(files);
    expect(volume.grid.size).toEqual([5, 4, 6]);
    for (let k = 0; k < 6; k++) expect(volume.voxels[3 + 5 * (2 + 4 * k)]).toBe(madeValue(3, 2, k) - 1024);
    expect(instances[2]!.fileName).toBe("series 7, image 3");
    expect((await inspectFiles(files)).studies[0]!.series[0]!.imageCount).toBe(6);
  });

  test("is found by a search, page after page", async () => {
    const root = await serve();
    await expect(openDicomWeb(root)).rejects.toMatchObject({
      code: "several-studies",
      // Who they are stands in the details alone: messages end in logs.
      message: expect.stringMatching(/^There are 250 studies(?!.*Doe)/),
      details: { studies: expect.arrayContaining([expect.objectContaining({ label: "Doe^Jane" })]) },
    });
    expect((await openDicomWeb(`${root}/studies?PatientID=17`)).length).toBe(6);
  });

  test("sends the headers that were given with every request", async () => {
    const seen = new Set<string | undefined>();
    const root = await serve((request) => {
      seen.add(request.headers.authorization);
      return false;
    });
    await readSeries(await openDicomWeb(`${root}/studies/1.2.3`, { headers: { Authorization: "Bearer x" } }));
    expect([...seen]).toEqual(["Bearer x"]);
  });

  test("a frame that fails is fetched again", async () => {
    const failures = new Map<string, number>();
    const root = await serve((request, response) => {
      const count = failures.get(request.url!) ?? 0;
      if (!request.url!.includes("/frames/") || count === 2) return false;
      failures.set(request.url!, count + 1);
      if (count === 0) response.writeHead(503).end();
      else response.destroy();
      return true;
    });
    const { volume } = await readSeries(await openDicomWeb(`${root}/studies/1.2.3`));
    expect(volume.voxels[1]).toBe(madeValue(1, 0, 0) - 1024);
    expect(failures.size).toBe(6);
  });

  test.each<[string, (response: ServerResponse) => unknown, RegExp]>([
    ["that the server cannot give", (response) => response.writeHead(500).end(), /HTTP 500, 3 times/],
    [
      "that comes too short",
      (response) =>
        response
          .setHeader("Content-Type", "multipart/related; boundary=B")
          .end("--B\r\n\r\n0123456789\r\n--B--"),
      /a frame of 40 bytes was expected, but 10 bytes were returned, 3 times/,
    ],
    [
      "that is cut off",
      (response) => response.setHeader("Content-Type", "multipart/related; boundary=B").end("--B\r\n\r\n01"),
      /truncated, 3 times/,
    ],
  ])("a frame %s is named, never filled with zeros", async (_, answer, message) => {
    const root = await serve((request, response) => {
      if (!request.url!.includes("1.2.3.4.3/frames/")) return false;
      answer(response);
      return true;
    });
    const reading = readSeries(await openDicomWeb(`${root}/studies/1.2.3`));
    await expect(reading).rejects.toMatchObject({
      code: "dicomweb-failed",
      message: expect.stringMatching(message),
    });
    await expect(reading).rejects.toThrow(/^The image "series 7, image 3" could not be fetched/);
  });

  test("a server that wants a password says so at once", async () => {
    let requests = 0;
    const root = await serve((_, response) => {
      requests++;
      response.writeHead(401).end();
      return true;
    });
    await expect(openDicomWeb(`${root}/studies/1.2.3`)).rejects.toThrow(
      /HTTP 401 .*Provide the server's user name and password/,
    );
    expect(requests).toBe(1);
  });

  test("that is being read can be cancelled", async () => {
    const controller = new AbortController();
    const root = await serve((request) => {
      if (request.url!.includes("/frames/")) controller.abort();
      return false;
    });
    const { signal } = controller;
    const files = await openDicomWeb(`${root}/studies/1.2.3`, { signal });
    await expect(readSeries(files, { signal })).rejects.toMatchObject({ code: "cancelled" });
  });

  test("never asks for more than eight things at a time", async () => {
    let [open, most] = [0, 0];
    const root = await serve((_, response) => {
      most = Math.max(most, ++open);
      response.on("close", () => open--);
      return false;
    });
    await readSeries(await openDicomWeb(`${root}/studies/1.2.3`));
    expect(most).toBeLessThanOrEqual(8);
  });
});
