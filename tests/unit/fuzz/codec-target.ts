import { isDeepStrictEqual } from "node:util";
import { parseDataset } from "../../../src/dicom/index.ts";
import { createDecoder } from "../../../src/dicom/pixels/codecs.ts";
import { withDecodedFrame } from "../../../src/dicom/pixels/decode-frame.ts";
import type { StoredValues } from "../../../src/dicom/pixels/stored-values.ts";
import { type Attributes, concat, encodeDataset, encodeFile, encodeFragments } from "../dicom/make-dicom.ts";
import { answered, type FuzzTarget } from "./fuzz-target.ts";

/** A frame that is whole, and the image it is of. */
export interface CodecFrame {
  readonly columns: number;
  readonly rows: number;
  readonly bits: number;
  readonly isSigned?: boolean;
  readonly samplesPerPixel?: 1 | 3;
  readonly bytes: Uint8Array;
}

/** JPEG's markers and the beginnings of JPEG 2000's segments. */
const markers = [
  [0xff, 0xd8],
  [0xff, 0xd9],
  [0xff, 0xda],
  [0xff, 0xd0],
  [0xff, 0x00],
  [0xff, 0x90],
  [0xff, 0x52],
  [0xff, 0x4f, 0xff, 0x51],
].map((bytes) => Uint8Array.from(bytes));

/**
 * Frames of a transfer syntax, as whoever reads a series decodes them: a good one, the input, and the good one once more by
 * the same decoder. What is read must be what a decoder of its own reads, and the good frame be as before: no
 * decoder may answer with what it held from another image, or be left in a bad state.
 */
export function codecTarget(
  options: Required<Pick<FuzzTarget, "name" | "testedInputs">> & {
    readonly transferSyntaxUID: string;
    readonly frames: () => Promise<readonly CodecFrame[]>;
  },
): FuzzTarget {
  const { frames, transferSyntaxUID, ...rest } = options;
  let loading: Promise<readonly CodecFrame[]> | undefined;
  const load = () => (loading ??= frames());
  return {
    ...rest,
    covers: "/src/dicom/pixels/",
    tokens: markers,
    seeds: async () => (await load()).map(({ bytes }) => bytes),
    async run(input) {
      for (const frame of await load()) {
        const good = toFile(transferSyntaxUID, frame, frame.bytes);
        const damaged = toFile(transferSyntaxUID, frame, input);
        const before = await decode(good);
        const shared = await answered(() => decode(damaged));
        const after = await decode(good);
        if (!isDeepStrictEqual(before, after)) throw new Error("a damaged frame changes the one after it");
        if (shared instanceof Error) continue;
        const own = await answered(() => decode(damaged, createDecoder));
        if (!isDeepStrictEqual(shared, own))
          throw new Error("a decoder that is used again gives something else than a fresh one");
      }
    },
  };
}

function toFile(
  transferSyntaxUID: string,
  { columns, rows, bits, isSigned = false, samplesPerPixel = 1 }: CodecFrame,
  bytes: Uint8Array,
) {
  const header: Attributes = {
    SamplesPerPixel: [samplesPerPixel],
    PhotometricInterpretation: samplesPerPixel === 3 ? "RGB" : "MONOCHROME2",
    ...(samplesPerPixel === 3 && { PlanarConfiguration: [0] }),
    Rows: [rows],
    Columns: [columns],
    BitsAllocated: [bits > 8 ? 16 : 8],
    BitsStored: [bits],
    HighBit: [bits - 1],
    PixelRepresentation: [isSigned ? 1 : 0],
  };
  const body = concat([encodeDataset(header), encodeFragments([bytes])]);
  return parseDataset(encodeFile(transferSyntaxUID, body));
}

function decode(
  parsed: ReturnType<typeof toFile>,
  load?: Parameters<typeof withDecodedFrame>[3],
): Promise<StoredValues> {
  return withDecodedFrame(parsed, 0, ({ values }) => values.slice(), load);
}
