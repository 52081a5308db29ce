import type { SourceSeries } from "../../dicom/index.ts";
import type { Equipment } from "./equipment.ts";

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
   * With `deterministic`, UIDs that are known before anything is computed: derived from the source and from this, which
   * names all that the object follows from (model, version, weights, options), instead of from its content.
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
