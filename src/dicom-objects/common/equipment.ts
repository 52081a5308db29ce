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
