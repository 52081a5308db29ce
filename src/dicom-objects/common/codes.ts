import { type Dataset, text } from "../../dicom/index.ts";
import type { Code } from "../../volume/index.ts";

/** A code of DICOM's own scheme (PS3.16 annex D). */
export function dcm(codeValue: string, codeMeaning: string): Code {
  return { codeValue, codingSchemeDesignator: "DCM", codeMeaning };
}

/** Why an object refers to the images it was made from (PS3.16 CID 7202). */
export const sourceImage = dcm("121322", "Source image for image processing operation");

/** A unit of the Unified Code for Units of Measure (PS3.16 section 7.2.2). */
export function ucum(codeValue: string, codeMeaning: string): Code {
  return { codeValue, codingSchemeDesignator: "UCUM", codeMeaning };
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
