/** A DICOMweb server of the tests, which may misbehave. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import { concat } from "../dicom/make-dicom.ts";
import { makeSlices } from "../dicom/make-series.ts";
import { toDicomJson } from "./make-dicom-json.ts";

/** What the server of a test does with a request before it answers as it should; true when it has answered already. */
export type Interfere = (request: IncomingMessage, response: ServerResponse) => boolean;

const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers.splice(0)) close();
});

/** A server with the made series as study 1.2.3, its frames uncompressed. */
export async function serve(interfere: Interfere = () => false): Promise<string> {
  const slices = makeSlices();
  const json = slices.map(toDicomJson);
  const server = createServer((request, response) => {
    if (interfere(request, response)) return;
    const { pathname, searchParams } = new URL(request.url!, "http://host");
    const frame = /instances\/1\.2\.3\.4\.(\d)\/frames\/1$/.exec(pathname);
    if (frame) {
      sendParts(response, [{ body: slices[Number(frame[1]) - 1]!.PixelData as Uint8Array }]);
      return;
    }
    response.setHeader("Content-Type", "application/dicom+json");
    const series = { "0020000E": { vr: "UI", Value: ["1.2.3.4"] }, "00080060": { vr: "CS", Value: ["CT"] } };
    if (pathname.endsWith("/metadata")) response.end(JSON.stringify(json));
    else if (pathname.endsWith("/series")) response.end(JSON.stringify([series]));
    else {
      // 250 studies, in pages.
      const [limit, offset] = [Number(searchParams.get("limit")), Number(searchParams.get("offset"))];
      const all = Array.from({ length: searchParams.has("PatientID") ? 1 : 250 }, (_, index) => ({
        "0020000D": { vr: "UI", Value: [`1.2.${index + 3}`] },
        "00100010": { vr: "PN", Value: [{ Alphabetic: "Doe^Jane" }] },
      }));
      response.end(JSON.stringify(all.slice(offset, offset + limit)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/web`;
}

/** A multipart answer of some parts, each with headers of its own. */
export function sendParts(
  response: ServerResponse,
  parts: readonly { readonly headers?: string; readonly body: Uint8Array }[],
): true {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  response.setHeader("Content-Type", 'multipart/related; type="application/octet-stream"; boundary=B');
  const lines = parts.flatMap(({ headers = "", body }) => [
    encode(`--B\r\n${headers}\r\n`),
    body,
    encode("\r\n"),
  ]);
  response.end(concat([...lines, encode("--B--")]));
  return true;
}
