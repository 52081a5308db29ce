import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeFrame, parseDataset } from "../../../src/dicom/index.ts";
import { encodeRle } from "../../../src/dicom/pixels/rle-encoder.ts";
import {
  encodeCodestream,
  fixtureCodestream,
  fixtureSamples,
  fixtureSize,
} from "../../unit/dicom/encode-codestream.ts";
import { concat, encodeDataset, encodeFile, encodeFragments } from "../../unit/dicom/make-dicom.ts";
import { changeInput, createRandom } from "../../unit/fuzz/changes.ts";

/*
 * Frames that are cut off: where dcmtk or gdcm refuses one, so do we. Both read some that we refuse: gdcm fills what is
 * missing, dcmtk takes a stream without its end marker.
 */

const programs = {
  dcmdjpeg: (input: string, output: string) => ["dcmdjpeg", input, output],
  dcmdjpls: (input: string, output: string) => ["dcmdjpls", input, output],
  dcmdrle: (input: string, output: string) => ["dcmdrle", input, output],
  gdcmconv: (input: string, output: string) => ["gdcmconv", "--raw", input, output],
} as const;
type Program = keyof typeof programs;

const words = new Uint8Array(Uint16Array.from(fixtureSamples).buffer);
const grey = { ...fixtureSize, bitsPerSample: 12, bytes: words };

const kinds: [name: string, uid: string, bits: number, by: Program[], make: () => Promise<Uint8Array>][] = [
  [
    "RLE",
    "1.2.840.10008.1.2.5",
    12,
    ["dcmdrle", "gdcmconv"],
    async () => encodeRle(words, fixtureSize.columns, 2),
  ],
  [
    "JPEG baseline",
    "1.2.840.10008.1.2.4.50",
    8,
    ["dcmdjpeg", "gdcmconv"],
    async () => fixtureCodestream("baseline-8-bits"),
  ],
  [
    "JPEG extended",
    "1.2.840.10008.1.2.4.51",
    12,
    ["dcmdjpeg", "gdcmconv"],
    async () => fixtureCodestream("sequential-12-bits"),
  ],
  [
    "JPEG progressive",
    "1.2.840.10008.1.2.4.55",
    12,
    ["dcmdjpeg"],
    async () => fixtureCodestream("progressive-12-bits"),
  ],
  [
    "JPEG Lossless",
    "1.2.840.10008.1.2.4.70",
    12,
    ["dcmdjpeg", "gdcmconv"],
    async () => fixtureCodestream("lossless-12-bits-predictor-1"),
  ],
  [
    "JPEG-LS",
    "1.2.840.10008.1.2.4.80",
    12,
    ["dcmdjpls", "gdcmconv"],
    () => encodeCodestream("jpeg-ls", grey),
  ],
  [
    "JPEG 2000",
    "1.2.840.10008.1.2.4.90",
    12,
    ["gdcmconv"],
    () =>
      encodeCodestream("jpeg-2000", grey, (encoder) => {
        encoder.setQuality(true, 0);
        encoder.setDecompositions(2);
      }),
  ],
];

const folder = mkdtempSync(join(tmpdir(), "autoseg-damaged-"));
const isInstalled = (program: Program) =>
  spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined;

function toFile(uid: string, bits: number, frame: Uint8Array): Uint8Array {
  const header = encodeDataset({
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
    SOPInstanceUID: "1.2.3.4",
    Modality: "OT",
    SamplesPerPixel: [1],
    PhotometricInterpretation: "MONOCHROME2",
    Rows: [fixtureSize.rows],
    Columns: [fixtureSize.columns],
    BitsAllocated: [bits > 8 ? 16 : 8],
    BitsStored: [bits],
    HighBit: [bits - 1],
    PixelRepresentation: [0],
  });
  return encodeFile(uid, concat([header, encodeFragments([frame])]), {
    MediaStorageSOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
    MediaStorageSOPInstanceUID: "1.2.3.4",
  });
}

function reads(program: Program, bytes: Uint8Array): boolean {
  const [input, output] = [join(folder, "in.dcm"), join(folder, "out.dcm")];
  writeFileSync(input, bytes);
  const [command, ...args] = programs[program](input, output);
  return spawnSync(command!, args, { stdio: "ignore", timeout: 5_000 }).status === 0;
}

describe.each(kinds)("%s", (_, uid, bits, by, make) => {
  test.for(by)(
    "whole, we and %s read it; cut off, we refuse it whether or not it does",
    async (program, context) => {
      if (!isInstalled(program)) context.skip(`${program} is not installed`);
      const whole = await make();
      expect(reads(program, toFile(uid, bits, whole))).toBe(true);
      await decodeFrame(parseDataset(toFile(uid, bits, whole)));
      for (const part of [0.2, 0.5, 0.9]) {
        const file = toFile(uid, bits, whole.slice(0, Math.floor(whole.length * part)));
        await expect(decodeFrame(parseDataset(file))).rejects.toMatchObject({ code: "unreadable-dicom" });
      }
    },
  );

  test.for(by.slice(0, 1))("changed at random, what %s refuses, we refuse", async (program, context) => {
    if (!isInstalled(program)) context.skip(`${program} is not installed`);
    const whole = await make();
    const random = createRandom(7);
    for (let count = 0; count < 25; count++) {
      const frame = changeInput([whole], [], random);
      const file = toFile(uid, bits, frame);
      if (reads(program, file)) continue;
      await expect(
        decodeFrame(parseDataset(file)),
        Buffer.from(frame).toString("base64"),
      ).rejects.toMatchObject({
        code: "unreadable-dicom",
      });
    }
  });
});
