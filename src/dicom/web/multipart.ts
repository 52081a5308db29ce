/** One DICOM file as the multipart/related body of a request (STOW-RS, PS3.18 10.5.1); its type is the Content-Type. */
export function toMultipart(file: Uint8Array<ArrayBuffer>): Blob {
  // Random, so that it cannot stand in the file by chance.
  const boundary = `autoseg-${crypto.randomUUID()}`;
  return new Blob(
    [`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`, file, `\r\n--${boundary}--\r\n`],
    { type: `multipart/related; type="application/dicom"; boundary=${boundary}` },
  );
}

/** A part of a multipart message. */
export interface Part {
  /** Content-Type as it stands; "" where there is none. */
  readonly contentType: string;
  /** A view of the message. */
  readonly body: Uint8Array;
}

/**
 * The parts of a multipart/related body (RFC 2046 5.1.1, PS3.18 8.6.1.2). `contentType` is the response's. Throws a plain
 * Error, one clause long, for a message that names no boundary or ends before its last one.
 */
export function parseMultipart(body: Uint8Array, contentType: string): Part[] {
  const name = /boundary=(?:"([^"]+)"|([^;,\s]+))/i.exec(contentType);
  const boundary = name?.[1] ?? name?.[2];
  if (boundary === undefined) throw new Error(`the answer is ${contentType || "of no type"}, not multipart`);
  const delimiter = new TextEncoder().encode(`--${boundary}`);
  const parts: Part[] = [];
  let start = findBytes(body, delimiter, 0);
  if (start < 0) throw new Error("the answer has no parts");
  for (;;) {
    const after = start + delimiter.length;
    // Two hyphens behind the boundary: the last one.
    if (body[after] === 0x2d && body[after + 1] === 0x2d) return parts;
    const headersEnd = findBytes(body, blankLine, after);
    if (headersEnd < 0) throw new Error("the answer is cut off");
    const contentStart = headersEnd + blankLine.length;
    const headers = new TextDecoder("latin1").decode(body.subarray(after, headersEnd));
    const statedLength = Number(/^content-length:\s*(\d+)/im.exec(headers)?.[1] ?? 0);
    // A stated length spares the search through the pixels; it is checked against the boundary that must follow.
    const expectedEnd = contentStart + statedLength;
    const next = isAt(body, delimiter, expectedEnd + 2)
      ? expectedEnd + 2
      : findBoundary(body, delimiter, contentStart);
    if (next < 0) throw new Error("the answer is cut off");
    parts.push({
      contentType: /^content-type:\s*(.*)$/im.exec(headers)?.[1]?.trim() ?? "",
      body: body.subarray(contentStart, next - 2),
    });
    start = next;
  }
}

const blankLine = Uint8Array.of(13, 10, 13, 10);

/** A boundary stands at the beginning of a line: the same bytes within pixels do not count. */
function findBoundary(bytes: Uint8Array, delimiter: Uint8Array, from: number): number {
  let at = findBytes(bytes, delimiter, from);
  while (at >= 0 && !(bytes[at - 2] === 13 && bytes[at - 1] === 10)) at = findBytes(bytes, delimiter, at + 1);
  return at;
}

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
