/** Reads NIfTI and NRRD files: images as series, label maps on the grid of a series. */
export { readVolumeImageInWorker, readVolumeLabelsInWorker } from "./in-worker.ts";
export { findVolumeFormat } from "./parse-volume-file.ts";
export { type ReadVolumeImageOptions, readVolumeImage, type VolumeImage } from "./read-volume-image.ts";
export { type ReadVolumeLabelsOptions, readVolumeLabels } from "./read-volume-labels.ts";
