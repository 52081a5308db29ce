import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeFrame, parseDataset, transferSyntaxes } from "../../../src/dicom/index.ts";
import { isAutosegError } from "../../../src/errors.ts";
import { findProgram, pythonWithCodecs } from "../installed.ts";
import { dataFolder, decoders, hasData, listFiles, obstacle, runPython } from "./python.ts";

/** What pydicom says of a file. */
type Reference = { name: string; type: keyof typeof arrays; frames: number } | { error: string };

const arrays = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** Every odd file, every segmentation, and a few slices of each real series. */
function chooseFiles(): string[] {
  const all = ["dicom-odd", "dicom-seg"].flatMap((name) => listFiles(join(dataFolder, name)));
  const series = listFiles(join(dataFolder, "dicom")).filter((_, index) => index % 47 === 20);
  return [...all, ...series].filter((path) => !/\.(md|txt|json)$/i.test(path));
}

/** Files that are damaged, and how that is said. */
const damaged: Readonly<Record<string, RegExp>> = {
  "fo-dicom__FreezePattern.dcm": /\(FFFE,E000\) has an unknown value representation/,
  "pydicom__MR_truncated.dcm": /8192 bytes of pixels were expected, but there are 8130/,
};

/** Whose JPEG 2000 data has another sign than PixelRepresentation says. */
const signInStream: ReadonlySet<string> = new Set([
  "pylibjpeg-data__TOSHIBA_J2K_SIZ1_PixRep0.dcm",
  "data__liver_j2k.dcm",
]);

describe("stored values are pydicom's", () => {
  if (obstacle) {
    test.skip(`not compared: ${obstacle}`, () => undefined);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "autoseg-pixels-"));
  const files = chooseFiles();
  const references = runPython<Record<string, Reference>>(
    "reference_pixels.py",
    [folder, ...decoders],
    files.join("\n"),
  );

  test.for(files.map((path) => [relative(dataFolder, path), path]))("%s", async ([_, path], context) => {
    const reference = references[path!]!;
    const name = path!.split("/").at(-1)!;
    if (pythonWithCodecs.missing && signInStream.has(name))
      context.skip(
        "Pillow and gdcm take the sign from the JPEG 2000 data; pydicom's plug-ins are not installed",
      );
    const message = Object.entries(damaged).find(([file]) => file === name)?.[1];
    if (message) {
      const error = await decode(path!, 0).catch((thrown: unknown) => thrown);
      expect(isAutosegError(error, "unreadable-dicom")).toBe(true);
      expect((error as Error).message).toMatch(message);
      return;
    }
    if ("error" in reference) {
      // No reference: that it decodes at all is all that can be said.
      await decode(path!, 0).catch((error: unknown) => {
        if (!isAutosegError(error)) throw error;
      });
      return;
    }
    for (const frame of new Set([0, reference.frames - 1])) {
      const { values, isLossy } = await decode(path!, frame);
      const bytes = readFileSync(join(folder, `${reference.name}.${frame}`));
      const expected = new arrays[reference.type](
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
      );
      expect(values.length).toBe(expected.length);
      expect(largestDifference(values, expected)).toBeLessThanOrEqual(isLossy ? 1 : 0);
    }
  });
});

test.skipIf(!hasData)(
  "a file that ends behind its last frame, without the delimiter, has the frames of the whole one",
  async () => {
    // pydicom and dcmtk read none of it; all ten codestreams are there to their end markers.
    const folder = join(dataFolder, "dicom-odd/single/JPEG_2000_Image_Compression__Lossless_On");
    for (let frame = 0; frame < 10; frame++) {
      const short = await decode(
        join(folder, "pydicom-data__emri_small_jpeg_2k_lossless_too_short.dcm"),
        frame,
      );
      const whole = await decode(join(folder, "pylibjpeg-data__emri_small_jpeg_2k_lossless.dcm"), frame);
      expect(short.values).toEqual(whole.values);
    }
  },
);

describe("12-bit JPEG is dcmtk's to the last grey level", () => {
  const missing = hasData ? findProgram("dcmdjpeg").missing : obstacle;
  if (missing) {
    test.skip(`not compared: ${missing}`, () => undefined);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "autoseg-jpeg-"));
  const files = listFiles(join(dataFolder, "dicom-odd/single")).filter((path) =>
    /JPEG_(Extended|Full)/.test(path),
  );
  test.each(files.map((path) => [relative(dataFolder, path), path]))("%s", async (_, path) => {
    const decompressed = join(folder, path!.split("/").at(-1)!);
    execFileSync("dcmdjpeg", [path!, decompressed], { stdio: "ignore" });
    const [ours, theirs] = [await decode(path!, 0), await decode(decompressed, 0)];
    expect(largestDifference(ours.values, theirs.values)).toBe(0);
  });
});

async function decode(path: string, frameIndex: number) {
  const parsed = parseDataset(readFileSync(path), { fileName: path });
  const { values } = await decodeFrame(parsed, frameIndex);
  return { values, isLossy: transferSyntaxes.get(parsed.transferSyntaxUID)?.lossy ?? false };
}

function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let largest = 0;
  for (let index = 0; index < found.length; index++)
    largest = Math.max(largest, Math.abs(found[index]! - expected[index]!));
  return largest;
}
