/** Segments in other forms than DICOM-SEG: RT Structure Set, measurement report, NIfTI, NRRD and surfaces. */
export * from "./contours/rtstruct.ts";
export * from "./file-forms.ts";
export * from "./in-worker.ts";
export { toNifti } from "./nifti.ts";
export { toNrrd } from "./nrrd.ts";
export { oneFileExtension } from "./one-file.ts";
export { type Measurements, measureSegments } from "./report/measure.ts";
export * from "./report/measurement-report.ts";
export { createSurfaceBuilder, type SurfaceBuilder } from "./surface/in-worker.ts";
export type { Mesh } from "./surface/mesh.ts";
export { type SegmentSurface, segmentSurfaces } from "./surface/segment-surfaces.ts";
export { toStl } from "./surface/stl.ts";
