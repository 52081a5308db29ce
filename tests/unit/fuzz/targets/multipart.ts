import { parseMultipart } from "../../../../src/dicomweb/multipart.ts";
import { type FuzzTarget, orClause } from "../fuzz-target.ts";

/** The header's value, an empty line, the body: as far as a fuzzer needs HTTP. */
const seeds = [
  'multipart/related; type="application/octet-stream"; boundary=B\n--B\r\nContent-Type: image/jls\r\n\r\nabc\r\n--B--',
  'multipart/related; boundary="a b"\npreamble\r\n--a b\r\nContent-Length: 2\r\n\r\nab\r\n--a b\r\n\r\n\r\n--a b--\r\n',
  "multipart/related; boundary=--\n----\r\nContent-Location: /instances/1.2/frames/1\r\n\r\n--\r\n------",
];

/** A multipart answer of a DICOMweb server. */
export const multipart: FuzzTarget = {
  name: "multipart",
  covers: "/src/dicomweb/",
  seeds: async () => seeds.map((text) => new TextEncoder().encode(text)),
  tokens: ["\r\n--B", "\r\n\r\n", "--", "boundary=", "Content-Length: 99999999999\r\n"].map((text) =>
    new TextEncoder().encode(text),
  ),
  async run(bytes) {
    const end = Math.max(0, bytes.indexOf(10));
    const body = bytes.subarray(end + 1);
    const parts = orClause(() =>
      parseMultipart(body, new TextDecoder("latin1").decode(bytes.subarray(0, end)), 4),
    );
    for (const part of parts ?? [])
      if (part.body.buffer !== body.buffer) throw new Error("a part is not a view of the answer");
  },
};
