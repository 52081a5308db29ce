/** SOP classes of the objects that are made from a series (PS3.4 B.5). */

/** Segmentation Storage: BINARY and FRACTIONAL. */
export const segmentationSopClassUID = "1.2.840.10008.5.1.4.1.1.66.4";
/** Label Map Segmentation Storage. */
export const labelMapSopClassUID = "1.2.840.10008.5.1.4.1.1.66.7";
/** RT Structure Set Storage. */
export const structureSetSopClassUID = "1.2.840.10008.5.1.4.1.1.481.3";
/** Comprehensive 3D SR Storage. */
export const reportSopClassUID = "1.2.840.10008.5.1.4.1.1.88.34";
