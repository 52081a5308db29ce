import { metaData } from "@cornerstonejs/core";
import type { SourceSeries } from "../../src/dicom/index.ts";
import type { LabelMap } from "../../src/volume/index.ts";

const labelMapSopClassUID = "1.2.840.10008.5.1.4.1.1.66.7";

/** The part of @cornerstonejs/adapters used here, whose own types are incomplete. */
interface SegmentationAdapter {
  generateSegmentation(
    images: unknown,
    labelmap: unknown,
    metadata: unknown,
    options: unknown,
  ): { dataset: unknown };
  createFromDICOMSegBuffer(imageIds: string[], buffer: ArrayBuffer, options: unknown): Promise<unknown>;
}

/** The usual conversion from and to DICOM-SEG in Cornerstone3D, prepared so that only the conversion is timed. */
export async function createAdapters(source: SourceSeries) {
  const { adaptersSEG } = await import("@cornerstonejs/adapters");
  const adapter = adaptersSEG.Cornerstone3D.Segmentation as unknown as SegmentationAdapter;
  const name = "dcmjs";
  const { default: dcmjs } = (await import(name)) as {
    default: { data: { datasetToDict(dataset: unknown): { write(): ArrayBuffer } } };
  };
  const imageIds = source.instances.map((_, k) => `bench:${k}`);
  const get = metadataProvider(source);
  metaData.addProvider(get, 10_000);
  return {
    prepareEncode(labelMap: LabelMap, type: "BINARY" | "LABELMAP"): () => Uint8Array {
      const [columns, rows] = labelMap.grid.size;
      const frameSize = columns * rows;
      const scalars = new Int16Array(frameSize);
      const images = imageIds.map((imageId) => ({
        imageId,
        voxelManager: { getScalarData: () => scalars },
        rows,
        columns,
      }));
      const labelmaps2D = imageIds.map((_, k) => {
        const pixelData = labelMap.voxels.subarray(k * frameSize, (k + 1) * frameSize);
        return { pixelData, segmentsOnLabelmap: [...new Set(pixelData)].filter(Boolean), rows, columns };
      });
      const metadata = [undefined, ...labelMap.segments.map(toSegmentMetadata)];
      const options = type === "LABELMAP" ? { sopClassUID: labelMapSopClassUID } : {};
      return () => {
        const { dataset } = adapter.generateSegmentation(images, { labelmaps2D, metadata }, { get }, options);
        return new Uint8Array(dcmjs.data.datasetToDict(dataset).write());
      };
    },
    prepareDecode(bytes: Uint8Array): () => Promise<unknown> {
      const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
      return () =>
        adapter.createFromDICOMSegBuffer(imageIds, buffer, { metadataProvider: { get, addInstance() {} } });
    },
  };
}

function toSegmentMetadata({ segmentNumber, label }: { segmentNumber: number; label: string }): unknown {
  const code = (CodeValue: string, CodeMeaning: string) => ({
    CodeValue,
    CodingSchemeDesignator: "SCT",
    CodeMeaning,
  });
  return {
    SegmentNumber: String(segmentNumber),
    SegmentLabel: label,
    SegmentAlgorithmType: "AUTOMATIC",
    SegmentAlgorithmName: "bench",
    SegmentedPropertyCategoryCodeSequence: code("123037004", "Anatomical Structure"),
    SegmentedPropertyTypeCodeSequence: code("10200004", "Liver"),
  };
}

/** Cornerstone's metadata modules of the series' images. */
function metadataProvider(source: SourceSeries): (type: string, imageId: string) => unknown {
  const { grid } = source.volume;
  const [columns, rows] = grid.size;
  const [rowCosines, columnCosines] = grid.directionsLps;
  return (type, imageId) => {
    const k = Number(String(imageId).split(":")[1]);
    const instance = String(imageId).startsWith("bench:") ? source.instances[k] : undefined;
    if (!instance) return undefined;
    const study = { StudyInstanceUID: source.studyInstanceUID, PatientName: "Bench^Mark", PatientID: "1" };
    const series = {
      SeriesInstanceUID: source.seriesInstanceUID,
      Modality: "CT",
      FrameOfReferenceUID: source.frameOfReferenceUID,
    };
    const imageOrientationPatient = [...rowCosines, ...columnCosines];
    switch (type) {
      case "StudyData":
        return study;
      case "SeriesData":
        return series;
      case "ImageData":
      case "instance":
        return {
          ...study,
          ...series,
          SOPClassUID: instance.sopClassUID,
          SOPInstanceUID: instance.sopInstanceUID,
          InstanceNumber: k + 1,
          Rows: rows,
          Columns: columns,
          ImagePositionPatient: [...instance.imagePositionPatient],
          ImageOrientationPatient: imageOrientationPatient,
          PixelSpacing: [grid.spacingMm[1], grid.spacingMm[0]],
          SliceThickness: grid.spacingMm[2],
          SamplesPerPixel: 1,
          BitsAllocated: 16,
          BitsStored: 16,
          HighBit: 15,
          PixelRepresentation: 1,
        };
      case "imagePlaneModule":
        return {
          imagePositionPatient: [...instance.imagePositionPatient],
          imageOrientationPatient,
          rowCosines: [...rowCosines],
          columnCosines: [...columnCosines],
          rowPixelSpacing: grid.spacingMm[1],
          columnPixelSpacing: grid.spacingMm[0],
          sliceThickness: grid.spacingMm[2],
          frameOfReferenceUID: source.frameOfReferenceUID,
          rows,
          columns,
        };
      case "generalImageModule":
        return { sopInstanceUID: instance.sopInstanceUID, sopClassUID: instance.sopClassUID };
      case "generalSeriesModule":
        return { modality: "CT", seriesInstanceUID: source.seriesInstanceUID };
      case "imagePixelModule":
        return { bitsAllocated: 16, bitsStored: 16, highBit: 15, pixelRepresentation: 1, samplesPerPixel: 1 };
      default:
        return undefined;
    }
  };
}
