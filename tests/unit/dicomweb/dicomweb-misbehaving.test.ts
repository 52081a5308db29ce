import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { readSeries } from "../../../src/dicom/index.ts";
import { fromDicomJson } from "../../../src/dicomweb/dicom-json.ts";
import { openDicomWeb } from "../../../src/dicomweb/index.ts";
import { parseMultipart } from "../../../src/dicomweb/multipart.ts";
import { type Attributes, concat, encodeDataset, encodeFile } from "../dicom/make-dicom.ts";
import { makeSlices } from "../dicom/make-series.ts";
import { sendParts, serve } from "./dicomweb-server.ts";
import { toDicomJson } from "./make-dicom-json.ts";

const slices = makeSlices();
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const userHeaders = { Authorization: "Bearer secret", "X-Api-Key": "secret" };
const originOf = (url: string): string => new URL(url).origin;

describe("a redirect", () => {
  test.each([301, 302, 303, 307, 308])(
    "%i to another origin is not followed: both origins are named, and nothing arrives there",
    async (status) => {
      const arrived: string[] = [];
      const other = await serve((request) => {
        arrived.push(request.url!);
        return false;
      });
      for (const headers of [userHeaders, {}]) {
        const root = await serve((request, response) => {
          response.writeHead(status, { Location: other + request.url!.slice("/web".length) }).end();
          return true;
        });
        const reading = openDicomWeb(`${root}/studies/1.2.3`, { headers });
        await expect(reading).rejects.toMatchObject({ code: "dicomweb-failed" });
        await expect(reading).rejects.toThrow(
          `${originOf(root)} redirects to another origin, ${originOf(other)}`,
        );
      }
      expect(arrived).toEqual([]);
    },
  );

  test("of single frames is not followed either", async () => {
    const arrived: string[] = [];
    const other = await serve((request) => {
      arrived.push(request.url!);
      return false;
    });
    const root = await serve((request, response) => {
      if (!request.url!.includes("/frames/")) return false;
      response.writeHead(302, { Location: other + request.url!.slice("/web".length) }).end();
      return true;
    });
    const files = await openDicomWeb(`${root}/studies/1.2.3`, { headers: userHeaders });
    await expect(readSeries(files)).rejects.toThrow(/redirects to another origin/);
    expect(arrived).toEqual([]);
  });

  test("within the origin is followed, with the headers", async () => {
    const seen = new Set<unknown>();
    const root = await serve((request, response) => {
      seen.add(request.headers["x-api-key"]);
      if (!request.url!.startsWith("/web")) {
        request.url = request.url!.replace("/moved", "/web");
        return false;
      }
      response.writeHead(307, { Location: request.url!.replace("/web", "/moved") }).end();
      return true;
    });
    const files = await openDicomWeb(`${root}/studies/1.2.3`, { headers: userHeaders });
    expect((await readSeries(files)).instances).toHaveLength(6);
    expect([...seen]).toEqual(["secret"]);
  });

  test("that never ends is given up", async () => {
    let requests = 0;
    const root = await serve((request, response) => {
      requests++;
      response.writeHead(302, { Location: request.url! }).end();
      return true;
    });
    await expect(openDicomWeb(`${root}/studies/1.2.3`)).rejects.toThrow(/redirects more than 5 times/);
    expect(requests).toBe(6);
  });
});

/** A server whose answers to paths that match are others. */
function answering(
  path: RegExp,
  answer: (response: ServerResponse, request: IncomingMessage) => unknown,
): Promise<string> {
  return serve((request, response) => {
    if (!path.test(request.url!)) return false;
    answer(response, request);
    return true;
  });
}

const asFile = (attributes: Attributes): Uint8Array =>
  encodeFile("1.2.840.10008.1.2.1", encodeDataset(attributes));

/** A server without frames, whose whole instances are those of `change`. */
function servingInstances(change: (slice: Attributes) => Attributes): Promise<string> {
  return serve((request, response) => {
    if (request.url!.includes("/frames/")) {
      response.writeHead(404).end();
      return true;
    }
    const number = /instances\/1\.2\.3\.4\.(\d)$/.exec(request.url!)?.[1];
    if (number === undefined) return false;
    const slice = slices[Number(number) - 1]!;
    return sendParts(response, [{ body: asFile(change(slice)) }]);
  });
}

describe("an answer is used only where it is what was asked for", () => {
  test("a whole instance in the place of its frames is", async () => {
    const root = await servingInstances((slice) => slice);
    expect((await readSeries(await openDicomWeb(`${root}/studies/1.2.3`))).instances).toHaveLength(6);
  });

  test.each<[string, Partial<Attributes>, RegExp]>([
    ["another image", { SOPInstanceUID: "1.2.3.4.6" }, /SOPInstanceUID 1\.2\.3\.4\.1 was requested/],
    ["another series", { SeriesInstanceUID: "1.2.3.5" }, /SeriesInstanceUID 1\.2\.3\.4 was requested/],
    ["another study", { StudyInstanceUID: "1.2.4" }, /StudyInstanceUID 1\.2\.3 was requested/],
    ["more rows", { Rows: [8], PixelData: new Uint8Array(80) }, /its Rows is 8, but the metadata said 4/],
    [
      "more frames",
      { NumberOfFrames: [2], PixelData: new Uint8Array(80) },
      /its NumberOfFrames is 2, but the metadata said 1/,
    ],
    ["other bits", { BitsAllocated: [8], PixelData: new Uint8Array(20) }, /its BitsAllocated is 8/],
  ])("an instance that is %s is not", async (_, change, message) => {
    const root = await servingInstances((slice) =>
      slice === slices[0] ? ({ ...slice, ...change } as Attributes) : slice,
    );
    const reading = readSeries(await openDicomWeb(`${root}/studies/1.2.3`));
    await expect(reading).rejects.toMatchObject({ code: "dicomweb-failed" });
    await expect(reading).rejects.toThrow(message);
  });

  const pixels = slices[0]!.PixelData as Uint8Array;
  test.each<[string, { headers?: string; body: Uint8Array }[], RegExp]>([
    [
      "ten times too long",
      [{ body: new Uint8Array(400) }],
      /a frame of 40 bytes was expected, but 400 bytes were returned/,
    ],
    [
      "longer by a little",
      [{ body: new Uint8Array(42) }],
      /a frame of 40 bytes was expected, but 42 bytes were returned/,
    ],
    [
      "compressed and much too long",
      [
        {
          headers: "Content-Type: image/jls; transfer-syntax=1.2.840.10008.1.2.4.80\r\n",
          body: new Uint8Array(70_000),
        },
      ],
      /70000 compressed bytes were returned/,
    ],
    ["two", [{ body: pixels }, { body: pixels }], /more than 1 parts/],
    ["none", [], /1 frames were requested, but 0 were returned/],
    [
      "of another image",
      [{ headers: "Content-Location: /web/studies/1/instances/1.2.3.4.6/frames/1\r\n", body: pixels }],
      /a frame of the image 1\.2\.3\.4\.6 was returned/,
    ],
    [
      "with another number",
      [{ headers: "Content-Location: /web/instances/1.2.3.4.1/frames/2\r\n", body: pixels }],
      /frame 1 was requested, but frame 2 was returned/,
    ],
  ])("frames that are %s are not", async (_, parts, message) => {
    const root = await answering(/1\.2\.3\.4\.1\/frames/, (response) => sendParts(response, parts));
    await expect(readSeries(await openDicomWeb(`${root}/studies/1.2.3`))).rejects.toThrow(message);
  });

  test.each<[string, Partial<Attributes>, RegExp]>([
    [
      "of another study",
      { StudyInstanceUID: "1.2.4" },
      /StudyInstanceUID 1\.2\.3 was requested, but "1\.2\.4" was returned/,
    ],
    ["of another series", { SeriesInstanceUID: "1.2.3.5" }, /SeriesInstanceUID 1\.2\.3\.4 was requested/],
    ["without UID", { SOPInstanceUID: "" }, /without SOPInstanceUID/],
    ...["../../../admin", "1.2/../3", "1..2", ".1", "1.", "1.2?x", "%2e%2e", `1.${"2".repeat(70)}`].map(
      (uid): [string, Partial<Attributes>, RegExp] => [
        `whose UID is ${uid}`,
        { SOPInstanceUID: uid },
        /which is not a UID/,
      ],
    ),
  ])("metadata %s are not", async (_, change, message) => {
    const metadata = slices.map((slice, k) =>
      toDicomJson(k === 3 ? ({ ...slice, ...change } as Attributes) : slice),
    );
    const root = await answering(/metadata$/, (response) => response.end(JSON.stringify(metadata)));
    await expect(openDicomWeb(`${root}/studies/1.2.3`)).rejects.toMatchObject({
      code: "dicomweb-failed",
      message: expect.stringMatching(message),
    });
  });

  test.each(["/studies", "/studies/1.2.3"])(
    "UIDs of a search below %s become a path only where they are UIDs",
    async (path) => {
      const asked: string[] = [];
      const root = await serve((request, response) => {
        asked.push(request.url!);
        const uid = { vr: "UI", Value: ["../../admin"] };
        response.end(
          JSON.stringify([
            { "0020000D": path === "/studies" ? uid : { vr: "UI", Value: ["1.2.3"] }, "0020000E": uid },
          ]),
        );
        return true;
      });
      await expect(openDicomWeb(`${root}${path}`)).rejects.toThrow(/"\.\.\/\.\.\/admin", which is not a UID/);
      expect(asked).toHaveLength(1);
    },
  );

  test("series of another study are not", async () => {
    const series = {
      "0020000D": { vr: "UI", Value: ["1.2.4"] },
      "0020000E": { vr: "UI", Value: ["1.2.3.4"] },
    };
    const root = await answering(/series\?/, (response) => response.end(JSON.stringify([series])));
    await expect(openDicomWeb(`${root}/studies/1.2.3`)).rejects.toThrow(
      /StudyInstanceUID 1\.2\.3 was requested/,
    );
  });
});

/** Sends a body that never ends, and counts what the other side has taken of it. */
function flood(response: ServerResponse): { readonly sentBytes: number } {
  const counted = { sentBytes: 0 };
  const piece = Buffer.alloc(64 * 1024, "[");
  const more = (): void => {
    while (!response.destroyed) {
      counted.sentBytes += piece.length;
      if (!response.write(piece)) {
        response.once("drain", more);
        return;
      }
    }
  };
  more();
  return counted;
}

describe("an answer has limits", () => {
  test.each([
    ["a search", /\/series\?/, 16 * 2 ** 20],
    ["frames of 40 bytes", /\/frames\//, 2 ** 20],
  ])("of bytes: %s that never ends is given up", async (_, path, mostBytes) => {
    const floods: { readonly sentBytes: number }[] = [];
    const root = await answering(path, (response) => floods.push(flood(response)));
    const reading = openDicomWeb(`${root}/studies/1.2.3`).then(readSeries);
    await expect(reading).rejects.toMatchObject({
      code: "dicomweb-failed",
      message: expect.stringMatching(/longer than the \d+ bytes/),
    });
    // What lies in the buffers of both sides is some megabytes more.
    for (const { sentBytes } of floods) expect(sentBytes).toBeLessThan(mostBytes + 16 * 2 ** 20);
  });

  test("of bytes: a length that is announced is enough to give up", async () => {
    let requests = 0;
    const root = await answering(/metadata/, (response) => {
      requests++;
      response.writeHead(200, { "Content-Length": 2 ** 34 }).write("[");
    });
    await expect(openDicomWeb(`${root}/studies/1.2.3`)).rejects.toThrow(/longer than the \d+ bytes/);
    expect(requests).toBe(1);
  });

  test.each<[string, (response: ServerResponse) => unknown]>([
    ["that does not begin", () => undefined],
    ["that stands still", (response) => response.write("[")],
    [
      "that comes byte by byte",
      (response) => {
        const timer = setInterval(() => response.write(" "), 5);
        response.on("close", () => clearInterval(timer));
      },
    ],
  ])("of time: one %s is given up", async (_, answer) => {
    const root = await answering(/metadata/, answer);
    await expect(openDicomWeb(`${root}/studies/1.2.3`, { patienceMs: 100 })).rejects.toMatchObject({
      code: "dicomweb-failed",
      message: expect.stringMatching(/no answer within 1 s, 3 times/),
    });
  });

  test("of time: one that goes on coming is waited for", async () => {
    const root = await serve((request, response) => {
      if (!request.url!.endsWith("/metadata")) return false;
      // Longer than the patience in all, never for one piece.
      let pieces = 0;
      const timer = setInterval(() => {
        response.write(" ".repeat(70 * 1024));
        if (++pieces < 20) return;
        clearInterval(timer);
        response.end(JSON.stringify(slices.map(toDicomJson)));
      }, 100);
      return true;
    });
    expect(await openDicomWeb(`${root}/studies/1.2.3`, { patienceMs: 1000 })).toHaveLength(6);
  });
});

describe("an answer that is not a list of data sets is a typed error at once", () => {
  const nested = (depth: number): unknown =>
    depth === 0 ? {} : { "00081199": { vr: "SQ", Value: [nested(depth - 1)] } };
  test.each([
    ["null in the list", "[null]", /holds null where a data set was expected/],
    ["a list in the list", "[[]]", /holds a list where a data set was expected/],
    ["a number in the list", "[7]", /holds a number/],
    ["no list", "{}", /not a list of data sets/],
    ["a number as attribute", '[{"0020000E": 1}]', /holds a number as SeriesInstanceUID/],
    ["a value outside a list", '[{"0020000E": {"Value": "1.2"}}]', /holds a string where a list of values/],
    ["a list as value", '[{"0020000E": {"Value": [["1.2"]]}}]', /holds a list where text was expected/],
    ["no base64", '[{"00283006": {"vr": "OW", "InlineBinary": "*"}}]', /LUTData that is not base64/],
    ["a megabyte of empty items", `[${"{},".repeat(2 ** 18)}{}]`, /without SeriesInstanceUID/],
    ["sequences without end", JSON.stringify([nested(60)]), /more than 40 deep/],
  ])("%s", async (_, body, message) => {
    let requests = 0;
    const root = await answering(/series\?/, (response) => {
      requests++;
      response.end(body);
    });
    await expect(openDicomWeb(`${root}/studies/1.2.3`)).rejects.toMatchObject({
      code: "dicomweb-failed",
      message: expect.stringMatching(message),
    });
    expect(requests).toBe(1);
  });

  test("what it takes to read items grows with what is in them, not with the dictionary", () => {
    let looks = 0;
    const empty = new Proxy(
      {},
      {
        get: () => void looks++,
        has: () => Boolean(looks++),
        ownKeys: () => {
          looks++;
          return [];
        },
      },
    );
    const items = 10_000;
    fromDicomJson({ "00081199": { vr: "SQ", Value: Array(items).fill(empty) } });
    expect(looks).toBeLessThan(3 * items);
  });

  test("a name of a million equal signs is read in one go", () => {
    const name = `${"=".repeat(2 ** 20)}x`;
    const { dataset } = fromDicomJson({ "00100010": { vr: "PN", Value: [{ Alphabetic: name }] } });
    expect(dataset.PatientName?.[0]).toBe(name);
  });
});

describe("a multipart answer", () => {
  /** The same bytes, whose reads are counted; a native search counts as what it goes through. */
  function counted(bytes: Uint8Array): { bytes: Uint8Array; reads(): number } {
    let reads = 0;
    const proxy = new Proxy(bytes, {
      get(target, key) {
        if (typeof key === "string" && /^\d+$/.test(key)) reads++;
        if (key === "indexOf")
          return (value: number, from = 0) => {
            const at = target.indexOf(value, from);
            reads += (at < 0 ? target.length : at + 1) - from;
            return at;
          };
        if (key === "subarray") return (...range: [number?, number?]) => target.subarray(...range);
        return Reflect.get(target, key, target);
      },
    });
    return { bytes: proxy, reads: () => reads };
  }

  const hyphens = "-".repeat(1000);
  test.each([
    ["hyphens", "-".repeat(100_000)],
    ["line breaks and hyphens", `\r\n${hyphens}`.repeat(100)],
    ["beginnings of the boundary", `\r\n--${hyphens.slice(1)}`.repeat(100)],
  ])("of %s is searched in as much work as it is long", (_, text) => {
    const body = counted(encode(text));
    expect(() => parseMultipart(body.bytes, `multipart/related; boundary="${hyphens}x"`, 1)).toThrow(
      /no parts/,
    );
    expect(body.reads()).toBeLessThan(4 * text.length);
    const part = counted(concat([encode(`--${hyphens}x\r\n\r\n`), encode(text)]));
    expect(() => parseMultipart(part.bytes, `multipart/related; boundary="${hyphens}x"`, 1)).toThrow(
      /truncated/,
    );
    expect(part.reads()).toBeLessThan(4 * text.length + 10_000);
  });

  test("of a million parts is given up at the first too many", () => {
    const body = encode("--B\r\n\r\n\r\n".repeat(100_000));
    expect(() => parseMultipart(body, "multipart/related; boundary=B", 3)).toThrow(/more than 3 parts/);
  });

  test("whose headers do not end is one", () => {
    const body = encode(`--B\r\nContent-Type: ${"x".repeat(2 ** 16)}`);
    expect(() => parseMultipart(body, "multipart/related; boundary=B", 1)).toThrow(/headers do not end/);
  });
});
