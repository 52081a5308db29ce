/** A coded concept: (code value, coding scheme designator, "code meaning"), PS3.3 8.8. */
export interface Code {
  readonly codeValue: string;
  readonly codingSchemeDesignator: string;
  readonly codeMeaning: string;
}

/** A code of SNOMED CT (PS3.16 8.1). */
export function sct(codeValue: string, codeMeaning: string): Code {
  return { codeValue, codingSchemeDesignator: "SCT", codeMeaning };
}

/** How a segment came to be (SegmentAlgorithmType, PS3.3 C.8.20.2): SEMIAUTOMATIC once a person has edited what a model drew. */
export type SegmentAlgorithmType = "AUTOMATIC" | "SEMIAUTOMATIC" | "MANUAL";

/** What a label value stands for: the description that travels with it into DICOM-SEG. */
export interface Segment {
  /** Label value in the voxels and, in DICOM-SEG, SegmentNumber: from 1. */
  readonly segmentNumber: number;
  /** SegmentLabel: what the user reads, 1 to 64 characters. */
  readonly label: string;
  /** SegmentDescription: more than the label says, at most 1024 characters. */
  readonly description?: string;
  /** SegmentedPropertyCategoryCodeSequence. */
  readonly category: Code;
  /** SegmentedPropertyTypeCodeSequence. */
  readonly type: Code;
  /** SegmentedPropertyTypeModifierCodeSequence, laterality for instance. */
  readonly typeModifier?: Code;
  /** AnatomicRegionSequence: where a thing that is no anatomy itself lies. */
  readonly anatomicRegion?: Code;
  /** AnatomicRegionModifierSequence: the side of the anatomic region, for instance. */
  readonly anatomicRegionModifier?: Code;
  /**
   * Number of the segment that this one is a part of: an organ's, for a lesion of it. Its voxels go there when it is
   * rejected. Nothing of it is written to files.
   */
  readonly partOf?: number;
  /** sRGB, 0..255 each. */
  readonly color: readonly [red: number, green: number, blue: number];
  readonly algorithmType: SegmentAlgorithmType;
  /** SegmentAlgorithmName; required unless MANUAL. */
  readonly algorithmName?: string;
  readonly algorithmVersion?: string;
  /** AlgorithmFamilyCodeSequence; (123110, DCM, "Artificial Intelligence") if left out. */
  readonly algorithmFamily?: Code;
  /** AlgorithmParameters: what else tells one run from another, such as the SHA-256 of a model's weights. */
  readonly algorithmParameters?: string;
  readonly trackingId?: string;
  readonly trackingUID?: string;
}

/** Whether a segment is of category (49755003, SCT, "Morphologically Abnormal Structure"): its parts are lesions. */
export function isAbnormality({ category }: Segment): boolean {
  return category.codeValue === "49755003";
}
