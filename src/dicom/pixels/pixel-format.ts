import { AutosegError } from "../../errors.ts";
import { type Dataset, number, text } from "../dataset.ts";
import type { ParsedDicom } from "../parse/parse-dataset.ts";
import { type TransferSyntax, transferSyntaxes, unreadTransferSyntaxes } from "../transfer-syntaxes.ts";
import { unmaskedFrom } from "./rescale.ts";

/**
 * NumberOfFrames of an image; 1 if absent, or if it is 0, as some writers put it for a single frame. Other invalid values are
 * returned unchanged.
 */
export function numberOfFrames(dataset: Dataset): number {
  return number(dataset, "NumberOfFrames") || 1;
}

/** The layout of a file's pixels (PS3.3 C.7.6.3), validated. */
export interface PixelFormat {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: 1 | 3;
  /** PhotometricInterpretation; "" if the header has none. */
  readonly photometric: string;
  /** Whether colours are stored plane by plane (PlanarConfiguration 1) instead of pixel by pixel. */
  readonly isPlanar: boolean;
  readonly bitsAllocated: 1 | 8 | 12 | 16 | 32 | 64;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly isSigned: boolean;
  /** Range of padding values that have bits above BitsStored. */
  readonly unmasked: { readonly from: number; readonly to: number } | undefined;
  /** Whether pixels are IEEE 754 numbers of 32 or 64 bits (FloatPixelData or DoubleFloatPixelData). */
  readonly isFloat: boolean;
  readonly numberOfFrames: number;
  readonly transferSyntax: TransferSyntax;
}

/** Supported PhotometricInterpretations with three samples. */
const readColours: ReadonlySet<string> = new Set(["RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT"]);

/** @throws AutosegError `unsupported-pixels` for a transfer syntax, bit depth or the like that is not supported. */
function unsupported(parsed: Pick<ParsedDicom, "fileName" | "transferSyntaxUID">, found: string): never {
  throw new AutosegError(
    "unsupported-pixels",
    `The pixels of "${parsed.fileName}" cannot be read: ${found}. Convert the series to another transfer syntax.`,
    { fileName: parsed.fileName, transferSyntaxUID: parsed.transferSyntaxUID },
  );
}

/**
 * The pixel format of a file, from its header.
 * @throws AutosegError `unsupported-pixels` for formats that cannot be decoded or contradict themselves.
 */
export function toPixelFormat(
  parsed: Pick<ParsedDicom, "fileName" | "transferSyntaxUID" | "dataset" | "pixelData">,
): PixelFormat {
  const { dataset } = parsed;
  const transferSyntax = transferSyntaxes.get(parsed.transferSyntaxUID);
  if (!transferSyntax) {
    const name = unreadTransferSyntaxes.get(parsed.transferSyntaxUID);
    unsupported(
      parsed,
      name ? `they are ${name}` : `the transfer syntax ${parsed.transferSyntaxUID} is unknown`,
    );
  }

  const [rows, columns] = [number(dataset, "Rows"), number(dataset, "Columns")];
  if (!rows || !columns) unsupported(parsed, "the header does not say how many rows and columns it has");

  const samplesPerPixel = number(dataset, "SamplesPerPixel") ?? 1;
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3)
    unsupported(parsed, `it has ${samplesPerPixel} samples per pixel; 1 or 3 are supported`);

  const isFloat = parsed.pixelData?.kind === "native" && parsed.pixelData.isFloat === true;
  const bitsAllocated = number(dataset, "BitsAllocated");
  if (!isAllocation(bitsAllocated) || (bitsAllocated === 64 && !isFloat))
    unsupported(parsed, `it has ${bitsAllocated ?? "no"} bits allocated; 1, 8, 12, 16 or 32 are supported`);
  if (bitsAllocated === 12 && transferSyntax.codec !== "native")
    unsupported(parsed, "it has 12 bits allocated, which only uncompressed pixels may have");

  const bitsStored = number(dataset, "BitsStored") ?? bitsAllocated;
  const highBit = number(dataset, "HighBit") ?? bitsStored - 1;
  if (bitsStored < 1 || bitsStored > bitsAllocated || highBit < bitsStored - 1 || highBit >= bitsAllocated)
    unsupported(
      parsed,
      `its header contradicts itself (${bitsAllocated} bits allocated, ${bitsStored} stored, high bit ${highBit})`,
    );

  const frames = numberOfFrames(dataset);
  if (!Number.isInteger(frames) || frames < 1) unsupported(parsed, `NumberOfFrames is ${frames}`);

  const photometric = text(dataset, "PhotometricInterpretation") ?? "";
  if (samplesPerPixel === 3) checkColours(parsed, photometric, transferSyntax, bitsAllocated);

  return {
    rows,
    columns,
    samplesPerPixel,
    photometric,
    isPlanar: samplesPerPixel === 3 && number(dataset, "PlanarConfiguration") === 1,
    bitsAllocated,
    bitsStored,
    highBit,
    isSigned: number(dataset, "PixelRepresentation") === 1,
    unmasked: unmaskedFrom(dataset),
    isFloat,
    numberOfFrames: frames,
    transferSyntax,
  };
}

function checkColours(
  parsed: Parameters<typeof unsupported>[0],
  photometric: string,
  { codec }: TransferSyntax,
  bitsAllocated: number,
): void {
  if (!readColours.has(photometric))
    unsupported(
      parsed,
      `it has three samples per pixel and the PhotometricInterpretation ${photometric || "(none)"}`,
    );
  const isTransformed = photometric === "YBR_ICT" || photometric === "YBR_RCT";
  if (isTransformed && codec !== "jpeg-2000" && codec !== "htj2k")
    unsupported(parsed, `its colours are ${photometric}, which only JPEG 2000 uses`);
  if (photometric !== "RGB" && bitsAllocated !== 8 && !isTransformed)
    unsupported(parsed, `its colours are ${photometric} of ${bitsAllocated} bits; 8 were expected`);
}

/** Number of samples in a frame. */
export function samplesPerFrame(format: PixelFormat): number {
  return format.rows * format.columns * format.samplesPerPixel;
}

/** Bytes of a decoded sample. */
export function bytesPerSampleOf({ bitsAllocated }: PixelFormat): 1 | 2 | 4 | 8 {
  return bitsAllocated <= 8 ? 1 : bitsAllocated <= 16 ? 2 : bitsAllocated === 32 ? 4 : 8;
}

function isAllocation(bits: number | undefined): bits is PixelFormat["bitsAllocated"] {
  return bits !== undefined && [1, 8, 12, 16, 32, 64].includes(bits);
}
