import { type Dataset, number, type SourceSeries } from "../../dicom/index.ts";
import { AutosegError } from "../../errors.ts";
import {
  type DerivedOptions,
  type Equipment,
  implementationClassUID,
  implementationVersionName,
  ownEquipment,
} from "./derived-options.ts";
import type { Identity } from "./identity.ts";
import { patientAndStudy } from "./source-attributes.ts";

/** How an object's data set is encoded. */
export type TransferSyntaxUID =
  | "1.2.840.10008.1.2"
  | "1.2.840.10008.1.2.1"
  | "1.2.840.10008.1.2.1.99"
  | "1.2.840.10008.1.2.5";

/**
 * File meta information, SOP common, patient, study, series and equipment of an object (PS3.10 7.1, PS3.3 C.12.1, C.7.1 to
 * C.7.3, C.7.5). Patient and study are the source's.
 * @throws AutosegError `segmentation-not-writable` for a text that DICOM cannot hold, and for images that were not DICOM.
 */
export function derivedAttributes(
  kind: {
    readonly sopClassUID: string;
    readonly modality: string;
    readonly transferSyntaxUID: TransferSyntaxUID;
  },
  options: DerivedOptions,
  identity: Identity,
): Dataset {
  checkDicomSource(options.source);
  const { source, seriesDescription, seriesNumber, instanceNumber } = options;
  const maker = makerOf(options);
  return {
    MediaStorageSOPClassUID: [kind.sopClassUID],
    MediaStorageSOPInstanceUID: [identity.sopInstanceUID],
    TransferSyntaxUID: [kind.transferSyntaxUID],
    ImplementationClassUID: [implementationClassUID],
    ImplementationVersionName: [implementationVersionName],
    SpecificCharacterSet: ["ISO_IR 192"],
    ...(!options.anonymous && {
      InstanceCreationDate: [identity.date],
      InstanceCreationTime: [identity.time],
      SeriesDate: [identity.date],
      SeriesTime: [identity.time],
    }),
    SOPClassUID: [kind.sopClassUID],
    SOPInstanceUID: [identity.sopInstanceUID],
    SeriesInstanceUID: [identity.seriesInstanceUID],
    ...patientAndStudy(source),
    Modality: [kind.modality],
    SeriesNumber: [seriesNumber ?? 1000 + Math.max(0, number(source.header, "SeriesNumber") ?? 0)],
    ...(seriesDescription !== undefined && {
      SeriesDescription: [checkText(seriesDescription, "seriesDescription")],
    }),
    InstanceNumber: [instanceNumber ?? 1],
    Manufacturer: [checkText(maker.manufacturer, "manufacturer")],
    ManufacturerModelName: [checkText(maker.manufacturerModelName, "manufacturerModelName")],
    DeviceSerialNumber: [checkText(maker.deviceSerialNumber, "deviceSerialNumber")],
    SoftwareVersions: [checkText(maker.softwareVersions, "softwareVersions")],
  };
}

/** @throws AutosegError `segmentation-not-writable` for images that were not read from DICOM. */
function checkDicomSource({ fileFormat }: SourceSeries): void {
  if (fileFormat === undefined) return;
  throw new AutosegError(
    "segmentation-not-writable",
    `The image is a ${fileFormat} file, which names no patient, study or series that a DICOM object could refer to. Export as NIfTI, NRRD or STL instead.`,
    {},
  );
}

/** The source's frame of reference (PS3.3 C.7.4.1). */
export function frameOfReference({ frameOfReferenceUID, header }: SourceSeries): Dataset {
  return {
    FrameOfReferenceUID: [frameOfReferenceUID],
    PositionReferenceIndicator: header.PositionReferenceIndicator ?? [],
  };
}

/** The maker of the object: this software, unless the options say otherwise. */
export function makerOf({ equipment }: DerivedOptions): Equipment {
  return { ...ownEquipment, ...equipment };
}

/**
 * Returns the text if VRs LO and PN can hold it: 64 characters, no backslash.
 * @throws AutosegError `segmentation-not-writable`.
 */
export function checkText(value: string, field: string): string {
  if (value.length <= 64 && !value.includes("\\")) return value;
  throw new AutosegError(
    "segmentation-not-writable",
    `The ${field} "${value}" is longer than 64 characters or contains a backslash. Change it.`,
    {},
  );
}
