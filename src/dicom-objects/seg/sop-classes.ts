/** SOP classes of segmentations whose pixels are frames (PS3.4 B.5). */

/** Segmentation Storage: BINARY and FRACTIONAL. */
export const segmentationSopClassUID = "1.2.840.10008.5.1.4.1.1.66.4";
/** Label Map Segmentation Storage. */
export const labelMapSopClassUID = "1.2.840.10008.5.1.4.1.1.66.7";
