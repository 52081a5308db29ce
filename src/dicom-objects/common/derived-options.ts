import type { SourceSeries } from "../../dicom/index.ts";

/** The maker of an object as the object states it: this software by default (PS3.3 C.7.5.2, PS3.7 D.3.3.2). */
export interface Equipment {
  readonly manufacturer: string;
  readonly manufacturerModelName: string;
  readonly deviceSerialNumber: string;
  readonly softwareVersions: string;
}

/** The package's version; a test compares it with package.json. */
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

/** Options that every object made from a series has, whatever its kind. */
export interface DerivedOptions {
  /** The series it is made from. */
  readonly source: SourceSeries;
  /** SeriesDescription, at most 64 characters. */
  readonly seriesDescription?: string;
  /** SeriesNumber; the source's plus 1000 if left out. */
  readonly seriesNumber?: number;
  readonly instanceNumber?: number;
  readonly equipment?: Partial<Equipment>;
  /** When it was made; by default now. */
  readonly date?: Date;
  /** Makes equal input give equal bytes: UIDs are derived from the content, and the date, unless given, is the study's. */
  readonly deterministic?: boolean;
  /**
   * With `deterministic`, makes UIDs known before anything is computed: they are derived from this list alone, which must
   * name everything that determines the object (`describeWork`), instead of from its content.
   */
  readonly work?: readonly string[];
  /** Writes the object without the patient's identity; descriptions, dates, equipment and names in other options are left out. */
  readonly anonymous?: Anonymity;
}

/** An instance that other objects reference. */
export interface InstanceReference {
  readonly sopClassUID: string;
  readonly sopInstanceUID: string;
  readonly seriesInstanceUID: string;
}

/**
 * How an object is written without the patient's identity: by the Basic Application Level Confidentiality Profile (PS3.15
 * E.2), for the attributes that are written.
 */
export interface Anonymity {
  /**
   * "retained" (Retain UIDs Option, PS3.15 E.3.9): study, images and frame of reference keep the source's UIDs, so that the
   * object matches it. "replaced": UIDs are derived from them, always in the same way; then only a source anonymised in the
   * same way matches.
   */
  readonly uids: "retained" | "replaced";
  /** Segment labels that are known not to identify a patient: a model's own. Others are replaced by their codes' meanings. */
  readonly labels?: readonly string[];
}
