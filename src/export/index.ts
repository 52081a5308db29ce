/** Segmentations as files in all formats: DICOM objects, NIfTI, NRRD, surfaces. */
export { type FileFormId, fileForms, oneFileExtension, type WrittenSegments } from "./file-forms.ts";
export { writeFormInWorker } from "./in-worker.ts";
export { toNifti } from "./nifti.ts";
export { toNrrd } from "./nrrd.ts";
export { createSurfaceBuilder } from "./surface/in-worker.ts";
export type { Mesh } from "./surface/mesh.ts";
export { toStl } from "./surface/mesh-files.ts";
export { segmentSurfaces } from "./surface/segment-surfaces.ts";
