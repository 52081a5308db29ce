import type { Dataset, Keyword, SourceSeries } from "../../dicom/index.ts";
import { dcm, toCodeItem } from "./codes.ts";
import type { Anonymity, DerivedOptions, InstanceReference } from "./derived-options.ts";
import { deriveUid } from "./uid.ts";

/** Attributes that describe only the image; all others in a header belong to the patient, the visit or the scanner. */
const kept = [
  "TransferSyntaxUID",
  "LossyImageCompression",
  "LossyImageCompressionRatio",
  "LossyImageCompressionMethod",
  "SeriesNumber",
  "SliceThickness",
  "ImageOrientationPatient",
] as const satisfies readonly Keyword[];

/** PS3.16 CID 7050. */
const methods = {
  profile: dcm("113100", "Basic Application Confidentiality Profile"),
  cleanDescriptors: dcm("113105", "Clean Descriptors Option"),
  retainUids: dcm("113110", "Retain UIDs Option"),
};

/** Options of an object without what identifies the patient; unchanged if it may be identified. Not to be applied twice. */
export function withoutIdentity<Options extends DerivedOptions>(options: Options): Options {
  const { anonymous, source } = options;
  if (!anonymous) return options;
  const { seriesDescription: _seriesDescription, equipment: _equipment, date: _date, ...rest } = options;
  return { ...(rest as Options), source: toAnonymousSource(source, anonymous) };
}

/** A UID as the object writes it. */
export function toWrittenUid(uid: string, anonymous: Anonymity | undefined): string {
  return anonymous?.uids === "replaced" && uid !== "" ? deriveUid("replaced", uid) : uid;
}

/** A reference as the object writes it. */
export function toWrittenReference<Reference extends InstanceReference>(
  reference: Reference,
  anonymous: Anonymity | undefined,
): Reference {
  return {
    ...reference,
    sopInstanceUID: toWrittenUid(reference.sopInstanceUID, anonymous),
    seriesInstanceUID: toWrittenUid(reference.seriesInstanceUID, anonymous),
  };
}

function toAnonymousSource(source: SourceSeries, anonymous: Anonymity): SourceSeries {
  const written = (uid: string) => toWrittenUid(uid, anonymous);
  const { header, instances, studyInstanceUID, seriesInstanceUID, frameOfReferenceUID } = source;
  const image: Dataset = Object.fromEntries(
    kept.flatMap((keyword) => (header[keyword] === undefined ? [] : [[keyword, header[keyword]]])),
  );
  const codes = [
    methods.profile,
    methods.cleanDescriptors,
    ...(anonymous.uids === "retained" ? [methods.retainUids] : []),
  ];
  return {
    ...source,
    studyInstanceUID: written(studyInstanceUID),
    seriesInstanceUID: written(seriesInstanceUID),
    frameOfReferenceUID: written(frameOfReferenceUID),
    instances: instances.map(({ seriesInstanceUID: own, ...instance }) => ({
      ...instance,
      sopInstanceUID: written(instance.sopInstanceUID),
      ...(own !== undefined && { seriesInstanceUID: written(own) }),
    })),
    header: {
      ...image,
      PatientIdentityRemoved: ["YES"],
      DeidentificationMethod: [`PS3.15 E.1 Basic Profile, UIDs ${anonymous.uids}`],
      DeidentificationMethodCodeSequence: codes.map(toCodeItem),
      LongitudinalTemporalInformationModified: ["REMOVED"],
    },
  };
}
