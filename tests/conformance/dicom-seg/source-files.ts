import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type SourceFile, type SourceSeries, writePart10 } from "../../../src/dicom/index.ts";

/** All files in a folder and its subfolders. */
export async function filesIn(folder: string): Promise<SourceFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => ({
      name: join(entry.parentPath, entry.name),
      async arrayBuffer() {
        const bytes = await readFile(join(entry.parentPath, entry.name));
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
      },
    }));
}

/** Writes the images of a synthetic series as CT files; returns their paths. */
export async function writeSourceImages(source: SourceSeries, folder: string): Promise<string[]> {
  const { grid } = source.volume;
  return Promise.all(
    source.instances.map(async ({ sopClassUID, sopInstanceUID, imagePositionPatient }, k) => {
      const path = join(folder, `image-${k}.dcm`);
      const bytes = writePart10({
        PatientBirthDate: [],
        PatientSex: [],
        ReferringPhysicianName: [],
        StudyID: [],
        AccessionNumber: [],
        PositionReferenceIndicator: [],
        ...source.header,
        MediaStorageSOPClassUID: [sopClassUID],
        MediaStorageSOPInstanceUID: [sopInstanceUID],
        TransferSyntaxUID: ["1.2.840.10008.1.2.1"],
        SpecificCharacterSet: ["ISO_IR 192"],
        ImageType: ["ORIGINAL", "PRIMARY", "AXIAL"],
        SOPClassUID: [sopClassUID],
        SOPInstanceUID: [sopInstanceUID],
        Modality: ["CT"],
        StudyInstanceUID: [source.studyInstanceUID],
        SeriesInstanceUID: [source.seriesInstanceUID],
        SeriesNumber: [1],
        InstanceNumber: [k + 1],
        FrameOfReferenceUID: [source.frameOfReferenceUID],
        ImagePositionPatient: [...imagePositionPatient],
        ImageOrientationPatient: [...grid.directionsLps[0], ...grid.directionsLps[1]],
        PixelSpacing: [grid.spacingMm[1], grid.spacingMm[0]],
        SamplesPerPixel: [1],
        PhotometricInterpretation: ["MONOCHROME2"],
        Rows: [grid.size[1]],
        Columns: [grid.size[0]],
        BitsAllocated: [16],
        BitsStored: [16],
        HighBit: [15],
        PixelRepresentation: [1],
        RescaleIntercept: [0],
        RescaleSlope: [1],
        PixelData: new Uint8Array(grid.size[0] * grid.size[1] * 2),
      });
      await writeFile(path, bytes);
      return path;
    }),
  );
}
