import { toTextDecoding } from "./character-sets.ts";
import { type ElementStream, itemTag, nameOf, sequenceDelimiterTag } from "./element-stream.ts";
import type { EncapsulatedPixelData } from "./pixel-data.ts";
import { toValues } from "./values.ts";

/** DataSetTrailingPadding, the only element that may follow the pixels (PS3.10 7.2). */
const trailingPaddingTag = 0xfffcfffc;

/** The start of a sequence delimiter, in little endian. */
const delimiterStart = [0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0];

/**
 * Whether only the start of a delimiter follows a fragment, or nothing: some writers omit it. Whether the fragments are
 * complete is then checked by the number of frames and their codestreams.
 */
function isEnd(rest: Uint8Array): boolean {
  return rest.length < 8 && rest.every((byte, index) => byte === delimiterStart[index]);
}

/**
 * Reads the fragments of encapsulated pixels (PS3.5 A.4) up to their delimiter. Frame offsets are `extendedOffsets` if the
 * file has them, else those of the basic offset table.
 */
export function readFragments(
  stream: ElementStream,
  end: number,
  extendedOffsets: readonly number[],
): EncapsulatedPixelData {
  const parts: { view: Uint8Array; at: number }[] = [];
  for (;;) {
    const at = stream.position;
    if (parts.length > 1 && isEnd(stream.view(at, end - at))) break;
    if (end - at < 8) throw new Error("it is truncated: its compressed pixels are not terminated");
    const tag = stream.readTag(end);
    const length = stream.readLength(end);
    if (tag === sequenceDelimiterTag) break;
    if (tag === trailingPaddingTag && parts.length > 1) {
      stream.position = at;
      break;
    }
    if (tag !== itemTag)
      throw new Error(`its compressed pixels hold ${nameOf(tag)} where a fragment should start`);
    if (length > end - stream.position)
      throw new Error(
        `it is truncated: a fragment of ${length} bytes was expected, but there are ${end - stream.position}`,
      );
    parts.push({ view: stream.view(stream.position, length), at });
    stream.position += length;
  }
  const [table, ...fragments] = parts;
  const firstAt = fragments[0]?.at ?? 0;
  const basicOffsets = table
    ? (toValues("UL", table.view, stream.byteOrder, toTextDecoding([])) as number[])
    : [];
  return {
    kind: "encapsulated",
    fragments: fragments.map(({ view }) => view),
    fragmentOffsets: fragments.map(({ at }) => at - firstAt),
    frameOffsets: extendedOffsets.length > 0 ? extendedOffsets : basicOffsets,
  };
}
