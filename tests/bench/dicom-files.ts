import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findInputFiles } from "../../src/cli/input-files.ts";
import { decodeFrame, type ParsedDicom, parseDataset, writePart10 } from "../../src/dicom/index.ts";
import { sampleFolder } from "../e2e/sample-study.ts";

const explicitLittleEndian = "1.2.840.10008.1.2.1";

/** Makes numbered files of series with 512 x 512 slices from the sample study. */
export async function createFileMaker() {
  const sample: ParsedDicom[] = [];
  for (const file of await findInputFiles([sampleFolder]))
    sample.push(parseDataset(new Uint8Array(await file.arrayBuffer()), { fileName: file.name }));
  const header = ({ dataset }: ParsedDicom, series: number, number: number) => ({
    ...dataset,
    MediaStorageSOPInstanceUID: [`2.25.7.${series}.${number + 1}`],
    SOPInstanceUID: [`2.25.7.${series}.${number + 1}`],
    SeriesInstanceUID: [`2.25.7.${series}`],
    InstanceNumber: [number + 1],
    ImagePositionPatient: [-200, -200, number * 1.5],
  });
  return {
    /** In the sample's encoding, JPEG-LS. */
    compressed(series: number, number: number): Uint8Array {
      const source = sample[number % sample.length]!;
      if (source.pixelData?.kind !== "encapsulated") throw new Error("The sample is not compressed.");
      const { fragments } = source.pixelData;
      return writePart10(header(source, series, number), { pixels: { fragments: () => fragments } });
    },
    async uncompressed(series: number, number: number): Promise<Uint8Array> {
      const source = sample[number % sample.length]!;
      const { values } = await decodeFrame(source);
      return writePart10({
        ...header(source, series, number),
        TransferSyntaxUID: [explicitLittleEndian],
        PixelData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      });
    },
  };
}

/** Writes `count` files to a folder of their own and returns their paths. */
export async function writeFiles(
  folder: string,
  count: number,
  make: (number: number) => Uint8Array | Promise<Uint8Array>,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const paths: string[] = [];
  for (let number = 0; number < count; number++) {
    const path = join(folder, `${number}.dcm`);
    writeFileSync(path, await make(number));
    paths.push(path);
  }
  return paths;
}
