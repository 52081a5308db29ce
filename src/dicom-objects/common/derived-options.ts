import type { SourceSeries } from "../../dicom/index.ts";

/** Who made an object, as the object says it: this software (PS3.3 C.7.5.2, PS3.7 D.3.3.2). */
export interface Equipment {
  readonly manufacturer: string;
  readonly manufacturerModelName: string;
  readonly deviceSerialNumber: string;
  readonly softwareVersions: string;
}

/** The package's version; a test holds it against package.json. */
export const softwareVersion = "0.1.0";

export const ownEquipment: Equipment = {
  manufacturer: "cornerstone-autoseg",
  manufacturerModelName: "cornerstone-autoseg",
  deviceSerialNumber: "0",
  softwareVersions: softwareVersion,
};

/** Identifies this implementation in file meta information: one UUID for all versions. */
export const implementationClassUID = "2.25.140629958241148911803029507268393524770";
/** SH: at most 16 characters. */
export const implementationVersionName = `AUTOSEG_${softwareVersion}`;

/** What every object that is made from a series says of itself, whatever its kind. */
export interface DerivedOptions {
  /** The series it is made from. */
  readonly source: SourceSeries;
  /** SeriesDescription, at most 64 characters. */
  readonly seriesDescription?: string;
  /** SeriesNumber; the source's plus 1000 if left out. */
  readonly seriesNumber?: number;
  readonly instanceNumber?: number;
  readonly equipment?: Partial<Equipment>;
  /** When it was made; now if left out. */
  readonly date?: Date;
  /** Same input, same bytes: UIDs are derived from the content, and the date, unless given, is the study's. */
  readonly deterministic?: boolean;
  /**
   * With `deterministic`, UIDs that are known before anything is computed: derived from this alone, which names all that the
   * object follows from (`describeWork`), instead of from its content.
   */
  readonly work?: readonly string[];
  /** Written without the patient's identity; descriptions, dates, equipment and names that other options give are left out. */
  readonly anonymous?: Anonymity;
}

/** An instance that other objects refer to. */
export interface InstanceReference {
  readonly sopClassUID: string;
  readonly sopInstanceUID: string;
  readonly seriesInstanceUID: string;
}

/**
 * How an object is written without the patient's identity, by the Basic Application Level Confidentiality Profile (PS3.15
 * E.2) for the attributes that we write.
 */
export interface Anonymity {
  /**
   * "retained" (Retain UIDs Option, PS3.15 E.3.9): study, images and frame of reference are named as the source names them,
   * so that the object fits it. "replaced": by UIDs derived from them, the same for the same one; only a source that was
   * changed in the same way fits then.
   */
  readonly uids: "retained" | "replaced";
  /** Labels of segments that are known to name no patient: a model's own. Others are written as their codes say it. */
  readonly labels?: readonly string[];
}
