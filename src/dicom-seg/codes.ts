import { type Dataset, text } from "../dicom/index.ts";
import type { Code } from "../volume/index.ts";

/** Codes of DICOM's own scheme that every segmentation of ours uses (PS3.16 annex D). */
export const dcm = {
  segmentation: dcmCode("113076", "Segmentation"),
  sourceImage: dcmCode("121322", "Source image for image processing operation"),
  artificialIntelligence: dcmCode("123110", "Artificial Intelligence"),
} as const;

function dcmCode(codeValue: string, codeMeaning: string): Code {
  return { codeValue, codingSchemeDesignator: "DCM", codeMeaning };
}

/** The item of a code sequence (PS3.3 8.8); a value of over 16 characters is a LongCodeValue. */
export function toCodeItem(code: Code): Dataset {
  const { codeValue, codingSchemeDesignator, codeMeaning } = code;
  return {
    ...(codeValue.length > 16 ? { LongCodeValue: [codeValue] } : { CodeValue: [codeValue] }),
    CodingSchemeDesignator: [codingSchemeDesignator],
    CodeMeaning: [codeMeaning],
  };
}

/** The code of an item; undefined for an item without a value. */
export function parseCodeItem(item: Dataset | undefined): Code | undefined {
  if (item === undefined) return undefined;
  const codeValue = text(item, "CodeValue") ?? text(item, "LongCodeValue") ?? text(item, "URNCodeValue");
  if (codeValue === undefined) return undefined;
  return {
    codeValue,
    codingSchemeDesignator: text(item, "CodingSchemeDesignator") ?? "",
    codeMeaning: text(item, "CodeMeaning") ?? codeValue,
  };
}
