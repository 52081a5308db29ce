/** One DICOM file as the multipart/related body of a request (STOW-RS, PS3.18 10.5.1); the Blob's type is the Content-Type. */
export function toMultipart(file: Uint8Array<ArrayBuffer>): Blob {
  // Random, so that it cannot occur in the file by chance.
  const boundary = `autoseg-${crypto.randomUUID()}`;
  return new Blob(
    [`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`, file, `\r\n--${boundary}--\r\n`],
    { type: `multipart/related; type="application/dicom"; boundary=${boundary}` },
  );
}

/** A part of a multipart message. */
export interface Part {
  /** Content-Type as received; "" if missing. */
  readonly contentType: string;
  /** Content-Location as received, which identifies the part by address; "" if missing. */
  readonly contentLocation: string;
  /** A view of the message. */
  readonly body: Uint8Array;
}

/** Maximum size of a part's headers. */
const mostHeaderBytes = 8192;

/**
 * Parses the parts of a multipart/related body (RFC 2046 5.1.1, PS3.18 8.6.1.2). `contentType` is the response's. Throws a
 * plain Error, one clause
 * long, for a message that names no boundary, ends before the last one, or has more than `mostParts`. Takes time linear in
 * the length.
 */
export function parseMultipart(body: Uint8Array, contentType: string, mostParts: number): Part[] {
  const name = /boundary=(?:"([^"]+)"|([^;,\s]+))/i.exec(contentType);
  const boundary = name?.[1] ?? name?.[2];
  if (boundary === undefined)
    throw new Error(`the answer is ${contentType || "without a content type"}, not multipart`);
  const delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
  const parts: Part[] = [];
  // The first line may be a boundary without a line break before it.
  let after = isAt(body, delimiter.subarray(2), 0)
    ? delimiter.length - 2
    : endOfDelimiter(body, delimiter, 0, "the answer has no parts");
  // Two hyphens after the boundary mark the last one.
  while (!(body[after] === 0x2d && body[after + 1] === 0x2d)) {
    if (parts.length === mostParts) throw new Error(`the answer has more than ${mostParts} parts`);
    const head = body.subarray(after, after + mostHeaderBytes);
    const headersLength = findBytes(head, blankLine, 0);
    if (headersLength < 0)
      throw new Error(
        after + mostHeaderBytes > body.length ? "the answer is truncated" : "a part's headers do not end",
      );
    const headers = new TextDecoder("latin1").decode(head.subarray(0, headersLength));
    const contentStart = after + headersLength + blankLine.length;
    const statedLength = Number(headerOf(headers, "content-length") || 0);
    // A stated length saves searching through the pixels; it is verified by the boundary that must follow.
    const statedEnd = contentStart + (Number.isSafeInteger(statedLength) ? statedLength : 0);
    after = isAt(body, delimiter, statedEnd)
      ? statedEnd + delimiter.length
      : // A part of no bytes shares its line break with the blank line above it.
        endOfDelimiter(body, delimiter, contentStart - 2, "the answer is truncated");
    parts.push({
      contentType: headerOf(headers, "content-type"),
      contentLocation: headerOf(headers, "content-location"),
      body: body.subarray(contentStart, Math.max(contentStart, after - delimiter.length)),
    });
  }
  return parts;
}

const blankLine = Uint8Array.of(13, 10, 13, 10);

function headerOf(headers: string, name: string): string {
  for (const line of headers.split("\r\n")) {
    const colon = line.indexOf(":");
    if (line.slice(0, colon).toLowerCase() === name) return line.slice(colon + 1).trim();
  }
  return "";
}

/** Where the next delimiter ends: a boundary at the beginning of a line. The same bytes within pixels do not count. */
function endOfDelimiter(bytes: Uint8Array, delimiter: Uint8Array, from: number, otherwise: string): number {
  const at = findBytes(bytes, delimiter, from);
  if (at < 0) throw new Error(otherwise);
  return at + delimiter.length;
}

/**
 * Finds `wanted`. Its first byte must not occur again in it, or it must be short: then no position is compared twice and the
 * search is linear.
 */
function findBytes(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0]!;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1))
    if (isAt(bytes, wanted, at)) return at;
  return -1;
}

function isAt(bytes: Uint8Array, wanted: Uint8Array, at: number): boolean {
  if (at + wanted.length > bytes.length) return false;
  for (let index = 0; index < wanted.length; index++) if (bytes[at + index] !== wanted[index]) return false;
  return true;
}
