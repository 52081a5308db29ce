import { isDeepStrictEqual } from "node:util";
import { type ParsedDicom, parseDataset } from "../../../src/dicom/index.ts";
import { createDecoder, type ImageCodec } from "../../../src/dicom/pixels/codecs.ts";
import type { Decode } from "../../../src/dicom/pixels/codestream.ts";
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

/** A new decoder takes ten times as long as most inputs, so one is kept for as many. */
const usesOfOwnDecoder = 16;

/** Decoders that have never seen a whole frame: what is left of earlier inputs is something else than in the shared one. */
function ownDecoders(): (codec: ImageCodec) => Promise<Decode> {
  let [uses, decoder] = [0, undefined as Promise<Decode> | undefined];
  return async (codec) => {
    if (uses++ % usesOfOwnDecoder === 0) decoder = createDecoder(codec);
    return decoder!;
  };
}

/**
 * Frames of a transfer syntax, as whoever reads a series decodes them: a good one, the input, and the good one once more by
 * the same decoder. What is read must be what another decoder reads that has never had a good one, and the good frame be as
 * before: no decoder may answer with what it held from another image, or be left in a bad state.
 */
export function codecTarget(
  options: Required<Pick<FuzzTarget, "name" | "testedInputs">> & {
    readonly transferSyntaxUID: string;
    readonly frames: () => Promise<readonly CodecFrame[]>;
  },
): FuzzTarget {
  const { frames, transferSyntaxUID, ...rest } = options;
  let loading: Promise<readonly PreparedFrame[]> | undefined;
  const load = () =>
    (loading ??= frames().then((list) => list.map((frame) => prepare(transferSyntaxUID, frame))));
  const own = ownDecoders();
  return {
    ...rest,
    covers: "/src/dicom/pixels/",
    tokens: markers,
    seeds: async () => (await load()).map(({ bytes }) => bytes),
    async run(input) {
      for (const { good, toFile } of await load()) {
        const damaged = toFile(input);
        const before = await decode(good);
        const shared = await answered(() => decode(damaged));
        const after = await decode(good);
        if (!isDeepStrictEqual(before, after)) throw new Error("a damaged frame changes the one after it");
        if (shared instanceof Error) continue;
        const other = await answered(() => decode(damaged, own));
        if (!isDeepStrictEqual(shared, other))
          throw new Error("what a decoder gives depends on what it has decoded before");
      }
    },
  };
}

interface PreparedFrame {
  readonly bytes: Uint8Array;
  readonly good: ParsedDicom;
  /** A file with the frame's header and other bytes. */
  readonly toFile: (bytes: Uint8Array) => ParsedDicom;
}

function prepare(transferSyntaxUID: string, frame: CodecFrame): PreparedFrame {
  const { columns, rows, bits, isSigned = false, samplesPerPixel = 1, bytes } = frame;
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
  const beforePixels = encodeFile(transferSyntaxUID, encodeDataset(header));
  const toFile = (pixels: Uint8Array) => parseDataset(concat([beforePixels, encodeFragments([pixels])]));
  return { bytes, good: toFile(bytes), toFile };
}

function decode(parsed: ParsedDicom, load?: Parameters<typeof withDecodedFrame>[3]): Promise<StoredValues> {
  return withDecodedFrame(parsed, 0, ({ values }) => values.slice(), load);
}
