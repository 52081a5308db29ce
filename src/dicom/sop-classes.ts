/** SOP classes by their role in reading (PS3.4 annex B.5). */
const storage = "1.2.840.10008.5.1.4.1.1";

/** Slices through a patient: CT, MR, PET and NM, with their enhanced and legacy-converted forms. */
export const sliceStorageUIDs: ReadonlySet<string> = new Set([
  `${storage}.2`,
  `${storage}.2.1`,
  `${storage}.2.2`,
  `${storage}.4`,
  `${storage}.4.1`,
  `${storage}.4.4`,
  `${storage}.20`,
  `${storage}.128`,
  `${storage}.128.1`,
  `${storage}.130`,
]);

/** Modalities whose images are slices through a patient. */
export const readableModalities: ReadonlySet<string> = new Set(["CT", "MR", "PT", "NM"]);

/** UID prefix of screenshots and the like, in single and multi-frame forms. */
export const secondaryCaptureUID = `${storage}.7`;

/** DICOMDIR: the list of files on a disc. */
export const mediaDirectoryUID = "1.2.840.10008.1.3.10";

/** Whether a SOP class is defined by the standard, rather than private. */
export function isStandardSopClass(sopClassUID: string): boolean {
  return sopClassUID.startsWith("1.2.840.10008.");
}

/** Whether objects of a standard SOP class may be slices. */
export function isImageClass(sopClassUID: string): boolean {
  return sliceStorageUIDs.has(sopClassUID) || sopClassUID.startsWith(secondaryCaptureUID);
}
