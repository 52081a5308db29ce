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

/** How touching instances of a thing are separated. */
export interface InstanceRule {
  /**
   * A part is split where it is that much narrower, in mm of the distance to its outside, than in the middle of each of
   * the pieces (the h of h-maxima).
   */
  readonly splitDepthMm: number;
  /** A piece smaller than this is not split off. */
  readonly smallestMl?: number | undefined;
}

/** How a segment came to be (SegmentAlgorithmType, PS3.3 C.8.20.2): SEMIAUTOMATIC once a person has edited what a model drew. */
export type SegmentAlgorithmType = "AUTOMATIC" | "SEMIAUTOMATIC" | "MANUAL";

/** Description of a label value, as written to DICOM-SEG. */
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
  /** AnatomicRegionSequence: the location of something that is not anatomy itself. */
  readonly anatomicRegion?: Code;
  /** AnatomicRegionModifierSequence: the side of the anatomic region, for instance. */
  readonly anatomicRegionModifier?: Code;
  /**
   * Number of the segment that this one is a part of: an organ's, for a lesion of it. Its voxels go there when it is
   * rejected. Nothing of it is written to files.
   */
  readonly partOf?: number;
  /** Whether it consists of countable things or is stuff; by default determined from its codes ({@link isThing}). */
  readonly panoptic?: "thing" | "stuff";
  /**
   * For things: how touching instances are separated (`InstanceRule`), or that the segment is one instance, as in files with a
   * segment per instance. By default every connected part is an instance.
   */
  readonly instances?: InstanceRule | "one";
  /** sRGB, 0..255 each. */
  readonly color: readonly [red: number, green: number, blue: number];
  readonly algorithmType: SegmentAlgorithmType;
  /** SegmentAlgorithmName; required unless MANUAL. */
  readonly algorithmName?: string;
  readonly algorithmVersion?: string;
  /** AlgorithmFamilyCodeSequence; (123110, DCM, "Artificial Intelligence") if left out. */
  readonly algorithmFamily?: Code;
  /** AlgorithmParameters: what else identifies a run, such as the SHA-256 of the weights. */
  readonly algorithmParameters?: string;
  readonly trackingId?: string;
  readonly trackingUID?: string;
}

/** "Morphologically Abnormal Structure", in SNOMED CT and as SNOMED RT had it (PS3.16 CID 7150). */
const abnormalCategories = ["49755003", "M-01000"];

/** Types of CID 7151 that are abnormal in whatever category a file has put them, "Tissue" for instance. */
const abnormalTypes = new Set([
  "44132006", // Abscess
  "75753009", // Blood clot
  "367643001", // Cyst
  "79654002", // Edema
  "55584005", // Embolus
  "50960005", // Hemorrhage
  "409774005", // Inflammation
  "52988006", // Lesion
  "301766008", // Lesion of brain
  "F-A004A",
  "4147007", // Mass
  "6574001", // Necrosis
  "108369006", // Neoplasm
  "372087000", // Neoplasm, primary
  "14799000", // Neoplasm, secondary
  "27925004", // Nodule
  "396339007", // Thrombus
  "C113842", // Enhancing lesion (NCIt)
  "C81175", // Non-enhancing lesion (NCIt)
]);

/** SNOMED RT morphologies that are not findings: normal, foreign body. */
const harmlessMorphologies = ["M-00100", "M-30400"];

/**
 * Whether the parts of a segment are lesions: its category is "Morphologically Abnormal Structure", or its type is a
 * morphology, in today's codes (SCT) or in those of older objects (SRT).
 */
export function isAbnormality({ category, type }: Pick<Segment, "category" | "type">): boolean {
  if (abnormalCategories.includes(category.codeValue)) return true;
  const { codeValue } = type;
  return (
    abnormalTypes.has(codeValue) ||
    (/^M-[0-9A-F]/.test(codeValue) && !harmlessMorphologies.includes(codeValue))
  );
}

/** Whether a segment's parts are instances of a thing: lesions, and segments declared to be things. All others are stuff. */
export function isThing(
  segment: Pick<Segment, "category" | "type"> & { readonly panoptic?: Segment["panoptic"] | undefined },
): boolean {
  return segment.panoptic === undefined ? isAbnormality(segment) : segment.panoptic === "thing";
}
