import { type Dataset, items, type SourceSeries, text } from "../../dicom/index.ts";
import type { Code } from "../../volume/index.ts";
import { dcm, parseCodeItem, toCodeItem } from "./codes.ts";
import type { Equipment } from "./derived-options.ts";

/** What a piece of equipment did for an object (PS3.16 CID 7005). */
export const contributorPurposes = {
  acquisition: dcm("109101", "Acquisition Equipment"),
  processing: dcm("109102", "Processing Equipment"),
  modifying: dcm("109103", "Modifying Equipment"),
} as const satisfies Record<string, Code>;

/** A piece of equipment or software that contributed to an object (PS3.3 C.12.1, Contributing Equipment Sequence). */
export interface Contributor {
  readonly purpose: keyof typeof contributorPurposes;
  readonly manufacturer: string;
  readonly manufacturerModelName?: string;
  readonly deviceSerialNumber?: string;
  readonly softwareVersions?: string;
  /** What it did, at most 1024 characters. */
  readonly description?: string;
}

/** ContributingEquipmentSequence; empty if there are no contributors. */
export function contributingEquipment(contributors: readonly Contributor[]): Dataset {
  if (contributors.length === 0) return {};
  return {
    ContributingEquipmentSequence: contributors.map(
      ({
        purpose,
        manufacturer,
        manufacturerModelName,
        deviceSerialNumber,
        softwareVersions,
        description,
      }) => ({
        PurposeOfReferenceCodeSequence: [toCodeItem(contributorPurposes[purpose])],
        Manufacturer: [manufacturer],
        ...(manufacturerModelName && { ManufacturerModelName: [manufacturerModelName] }),
        ...(deviceSerialNumber && { DeviceSerialNumber: [deviceSerialNumber] }),
        ...(softwareVersions && { SoftwareVersions: [softwareVersions] }),
        ...(description && { ContributionDescription: [description.slice(0, 1024)] }),
      }),
    ),
  };
}

/** Contributors in an object's ContributingEquipmentSequence, except the scanner and purposes not listed here. */
export function parseContributors(dataset: Dataset): Contributor[] {
  return items(dataset, "ContributingEquipmentSequence").flatMap((item) => {
    const code = parseCodeItem(items(item, "PurposeOfReferenceCodeSequence")[0])?.codeValue;
    const purpose = (["processing", "modifying"] as const).find(
      (name) => contributorPurposes[name].codeValue === code,
    );
    const manufacturer = text(item, "Manufacturer");
    if (purpose === undefined || manufacturer === undefined) return [];
    const optional = {
      manufacturerModelName: text(item, "ManufacturerModelName"),
      deviceSerialNumber: text(item, "DeviceSerialNumber"),
      softwareVersions: text(item, "SoftwareVersions"),
      description: text(item, "ContributionDescription"),
    };
    return [{ purpose, manufacturer, ...withoutUndefined(optional) }];
  });
}

/** The scanner that made the images, as their header names it; undefined if it does not. */
export function toScanner({ header }: SourceSeries): Contributor | undefined {
  const manufacturer = text(header, "Manufacturer");
  if (manufacturer === undefined) return undefined;
  const optional = {
    manufacturerModelName: text(header, "ManufacturerModelName")?.slice(0, 64),
    deviceSerialNumber: text(header, "DeviceSerialNumber")?.slice(0, 64),
    softwareVersions: text(header, "SoftwareVersions")?.slice(0, 64),
  };
  return { purpose: "acquisition", manufacturer: manufacturer.slice(0, 64), ...withoutUndefined(optional) };
}

/** This software, or the maker that an object states, as a contributor. */
export function toContributor(
  purpose: Contributor["purpose"],
  { manufacturer, manufacturerModelName, deviceSerialNumber, softwareVersions }: Equipment,
  description: string,
): Contributor {
  return { purpose, manufacturer, manufacturerModelName, deviceSerialNumber, softwareVersions, description };
}

type Defined<T> = { [K in keyof T]?: NonNullable<T[K]> };

function withoutUndefined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
