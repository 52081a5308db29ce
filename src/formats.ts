/** Segments in other formats: RT Structure Set, measurement report, NIfTI, NRRD, surfaces. */
export {
  type InstanceReference,
  type ReadLabels,
  type ReadReport,
  type ReadRtStructOptions,
  type ReportedGroup,
  readMeasurementReport,
  readRtStruct,
  type WriteReportOptions,
  type WriteRtStructOptions,
  writeMeasurementReport,
  writeRtStruct,
} from "./dicom-objects/index.ts";
export { type Mesh, segmentSurfaces, toNifti, toNrrd, toStl } from "./export/index.ts";
export {
  type ReadVolumeImageOptions,
  type ReadVolumeLabelsOptions,
  readVolumeImage,
  readVolumeLabels,
  type VolumeImage,
} from "./volume-files/index.ts";
