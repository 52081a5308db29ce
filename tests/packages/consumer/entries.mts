/** Every entry that needs no Cornerstone3D, under strict rules and without skipLibCheck. */
export * as library from "cornerstone-autoseg";
export * as dicom from "cornerstone-autoseg/dicom";
export * as dicomSeg from "cornerstone-autoseg/dicom-seg";
export * as dicomweb from "cornerstone-autoseg/dicomweb";
export * as editing from "cornerstone-autoseg/editing";
export * as formats from "cornerstone-autoseg/formats";
export * as metrics from "cornerstone-autoseg/metrics";
export * as prompting from "cornerstone-autoseg/prompting";
export * as review from "cornerstone-autoseg/review";
