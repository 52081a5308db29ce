/** The private creator of the attributes that this project writes. */
export const ownCreator = "CORNERSTONE-AUTOSEG";

/**
 * The private attributes that this project reads and, for its own creator, writes: keyword -> [private creator, group,
 * element within the creator's block, VR] (PS3.5 section 7.8.1; meanings from the vendors' conformance statements). Some
 * scanners state only here to which volume an image belongs.
 */
export const privateDictionary = {
  SiemensImagesInMosaic: ["SIEMENS MR HEADER", "0019", "0A", "US"],
  SiemensBValue: ["SIEMENS MR HEADER", "0019", "0C", "IS"],
  SiemensDiffusionDirectionality: ["SIEMENS MR HEADER", "0019", "0D", "CS"],
  SiemensGradientDirection: ["SIEMENS MR HEADER", "0019", "0E", "FD"],
  /** Read by readSiemensHeader into the attributes above and below; never part of a data set. */
  SiemensHeader: ["SIEMENS CSA HEADER", "0029", "10", "OB"],
  SiemensCoilString: ["SIEMENS MR HEADER", "0051", "0F", "LO"],
  GeGradientDirectionX: ["GEMS_ACQU_01", "0019", "BB", "DS"],
  GeGradientDirectionY: ["GEMS_ACQU_01", "0019", "BC", "DS"],
  GeGradientDirectionZ: ["GEMS_ACQU_01", "0019", "BD", "DS"],
  GeDiffusionDirection: ["GEMS_RELA_01", "0021", "5A", "SL"],
  /** 0 magnitude, 1 phase, 2 real, 3 imaginary. */
  GeImageType: ["GEMS_PARM_01", "0043", "2F", "SS"],
  /** Four numbers; the first is the b-value, plus 10^9 on some software. */
  GeBValue: ["GEMS_PARM_01", "0043", "39", "IS"],
  GeCardiacStartPhase: ["GEMS_HELIOS_01", "0045", "36", "CS"],
  /** Start of the PET scan; GE's SeriesTime may be later. */
  GePetScanDateTime: ["GEMS_PETD_01", "0009", "0D", "DT"],
  /** Factors from stored counts to SUV by body weight, and to Bq/ml. */
  PhilipsSuvFactor: ["Philips PET Private Group", "7053", "00", "DS"],
  PhilipsActivityFactor: ["Philips PET Private Group", "7053", "09", "DS"],
  PhilipsChemicalShiftNumber: ["Philips Imaging DD 001", "2001", "02", "IS"],
  PhilipsBValue: ["Philips Imaging DD 001", "2001", "03", "FL"],
  PhilipsDiffusionDirection: ["Philips Imaging DD 001", "2001", "04", "CS"],
  PhilipsPhaseNumber: ["Philips Imaging DD 001", "2001", "08", "IS"],
  /** One item that holds attributes of the enhanced objects, in objects that are not enhanced. */
  PhilipsFrameSequence: ["Philips MR Imaging DD 005", "2005", "0F", "SQ"],
  /** Seconds. */
  PhilipsDynamicScanBegin: ["Philips MR Imaging DD 001", "2005", "A0", "FL"],
  PhilipsImageType: ["Philips MR Imaging DD 001", "2005", "11", "CS"],
  PhilipsGradientDirectionRL: ["Philips MR Imaging DD 001", "2005", "B0", "FL"],
  PhilipsGradientDirectionAP: ["Philips MR Imaging DD 001", "2005", "B1", "FL"],
  PhilipsGradientDirectionFH: ["Philips MR Imaging DD 001", "2005", "B2", "FL"],
  PhilipsBValueNumber: ["Philips MR Imaging DD 005", "2005", "12", "IS"],
  PhilipsGradientNumber: ["Philips MR Imaging DD 005", "2005", "13", "IS"],
  /** Control or label of an arterial spin labelling pair. */
  PhilipsLabelType: ["Philips MR Imaging DD 005", "2005", "29", "CS"],
  UihBValue: ["Image Private Header", "0065", "09", "FD"],
  UihGradientDirection: ["Image Private Header", "0065", "37", "FD"],
  UihImagesInGrid: ["Image Private Header", "0065", "50", "DS"],
  ToshibaCardiacPhase: ["TOSHIBA_MEC_CT3", "7005", "04", "SH"],
  ToshibaCardiacPhaseMs: ["TOSHIBA_MEC_CT3", "7005", "05", "SH"],
  ToshibaRespiratoryPhase: ["TOSHIBA_MEC_CT3", "7005", "49", "SH"],
  /** Review decisions on a segmentation's findings, as JSON (docs/dicom-seg.md). */
  AutosegReview: [ownCreator, "0077", "01", "UT"],
  /** Runs of voxels that the user edited: pairs of linear index and length, UL each, as bytes. */
  AutosegEditedVoxels: [ownCreator, "0077", "02", "OB"],
} as const satisfies Record<
  string,
  readonly [privateCreator: string, group: string, element: string, vr: string]
>;

/** A made-up keyword for an attribute in the {@link privateDictionary}: private attributes have no official ones. */
export type PrivateKeyword = keyof typeof privateDictionary;

const keywords: ReadonlyMap<string, PrivateKeyword> = new Map(
  Object.entries(privateDictionary).map(([keyword, [creator, group, element]]) => [
    keyOf(creator, Number.parseInt(group, 16), Number.parseInt(element, 16)),
    keyword as PrivateKeyword,
  ]),
);

/** Whether this element reserves a block for a private creator: (gggg,0010) to (gggg,00FF), gggg odd. */
export function isPrivateCreator(tag: number): boolean {
  const element = tag & 0xffff;
  return isPrivate(tag) && element >= 0x10 && element <= 0xff;
}

/** The attributes of {@link ownCreator}, with their tags in the block that it reserves, and their VRs. */
export const ownElements: readonly (readonly [keyword: PrivateKeyword, tag: string, vr: string])[] =
  Object.entries(privateDictionary)
    .filter(([, [creator]]) => creator === ownCreator)
    .map(([keyword, [, group, element, vr]]) => [keyword as PrivateKeyword, `${group}10${element}`, vr]);

/** The element that reserves the block (PS3.5 7.8.1). */
export const ownCreatorTag = "00770010";

export function isPrivate(tag: number): boolean {
  return ((tag >>> 16) & 1) === 1;
}

/** Tag of the element that reserves the block of a private element. */
export function privateCreatorTag(tag: number): number {
  return (tag >>> 16) * 0x10000 + ((tag >>> 8) & 0xff);
}

/** Keyword of a private element in a block reserved by `creator`, if it is one that is read. */
export function privateKeywordOf(creator: string, tag: number): PrivateKeyword | undefined {
  return keywords.get(keyOf(creator, tag >>> 16, tag & 0xff));
}

/** A creator's name may be spelled in several ways: "PHILIPS IMAGING DD 001". */
function keyOf(creator: string, group: number, element: number): string {
  return `${creator.toUpperCase()} ${group} ${element}`;
}
