/** How the bytes of pixels are compressed. */
export type PixelCodec =
  | "native"
  | "rle"
  | "deflate"
  | "jpeg"
  | "jpeg-lossless"
  | "jpeg-ls"
  | "jpeg-2000"
  | "htj2k";

/** What a transfer syntax says about a file's bytes (PS3.5 section 10 and annex A). */
export interface TransferSyntax {
  readonly uid: string;
  readonly name: string;
  readonly explicitVR: boolean;
  readonly littleEndian: boolean;
  readonly deflated: boolean;
  readonly codec: PixelCodec;
  /** Whether the pixels may differ from what the scanner stored. */
  readonly lossy: boolean;
}

const table: readonly (readonly [uid: string, name: string, codec: PixelCodec, lossy?: "lossy"])[] = [
  ["1.2.840.10008.1.2", "Implicit VR Little Endian", "native"],
  ["1.2.840.10008.1.2.1", "Explicit VR Little Endian", "native"],
  ["1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", "native"],
  ["1.2.840.10008.1.2.2", "Explicit VR Big Endian", "native"],
  ["1.2.840.10008.1.2.5", "RLE Lossless", "rle"],
  ["1.2.840.10008.1.2.4.50", "JPEG Baseline (Process 1)", "jpeg", "lossy"],
  ["1.2.840.10008.1.2.4.51", "JPEG Extended (Process 2 and 4)", "jpeg", "lossy"],
  ["1.2.840.10008.1.2.4.53", "JPEG Spectral Selection (Process 6 and 8)", "jpeg", "lossy"],
  ["1.2.840.10008.1.2.4.55", "JPEG Full Progression (Process 10 and 12)", "jpeg", "lossy"],
  ["1.2.840.10008.1.2.4.57", "JPEG Lossless (Process 14)", "jpeg-lossless"],
  ["1.2.840.10008.1.2.4.70", "JPEG Lossless, First-Order Prediction", "jpeg-lossless"],
  ["1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", "jpeg-ls"],
  ["1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", "jpeg-ls", "lossy"],
  ["1.2.840.10008.1.2.4.90", "JPEG 2000 (Lossless Only)", "jpeg-2000"],
  ["1.2.840.10008.1.2.4.91", "JPEG 2000", "jpeg-2000", "lossy"],
  ["1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 (Lossless Only)", "htj2k"],
  ["1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 with RPCL (Lossless Only)", "htj2k"],
  ["1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", "htj2k", "lossy"],
  ["1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression", "deflate"],
];

/** The supported transfer syntaxes by UID. */
export const transferSyntaxes: ReadonlyMap<string, TransferSyntax> = new Map(
  table.map(([uid, name, codec, lossy]) => [
    uid,
    {
      uid,
      name,
      codec,
      explicitVR: uid !== "1.2.840.10008.1.2",
      littleEndian: uid !== "1.2.840.10008.1.2.2",
      deflated: uid === "1.2.840.10008.1.2.1.99",
      lossy: lossy === "lossy",
    },
  ]),
);

/** Known but unsupported transfer syntaxes, with what their pixels are, in words. */
export const unreadTransferSyntaxes: ReadonlyMap<string, string> = new Map([
  ["1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2"],
  ["1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2"],
  ["1.2.840.10008.1.2.4.94", "stored outside the file (JPIP)"],
  ["1.2.840.10008.1.2.4.95", "stored outside the file (JPIP)"],
  ["1.2.840.10008.1.2.4.204", "stored outside the file (JPIP)"],
  ["1.2.840.10008.1.2.4.205", "stored outside the file (JPIP)"],
  ...["100", "100.1", "101", "101.1"].map((end) => [`1.2.840.10008.1.2.4.${end}`, "MPEG-2 video"] as const),
  ...["102", "102.1", "103", "103.1", "104", "104.1", "105", "105.1", "106", "106.1"].map(
    (end) => [`1.2.840.10008.1.2.4.${end}`, "MPEG-4 video"] as const,
  ),
  ["1.2.840.10008.1.2.4.107", "HEVC video"],
  ["1.2.840.10008.1.2.4.108", "HEVC video"],
  ["1.2.840.10008.1.2.4.110", "JPEG XL"],
  ["1.2.840.10008.1.2.4.111", "JPEG XL"],
  ["1.2.840.10008.1.2.4.112", "JPEG XL"],
  ["1.2.840.10008.1.2.6.1", "XML, not an image"],
]);
