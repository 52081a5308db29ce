import { dictionary, type Keyword, type SourceFile } from "../../../src/dicom/index.ts";
import { type Attributes, concat, encodeDataset, encodeElement, encodeFile, toFile } from "./make-dicom.ts";

/** An element that is not in the dictionary: its tag, VR and bytes. */
export interface RawElement {
  readonly tag: string;
  readonly vr: string;
  readonly value: Uint8Array;
}

/** The creator of block 10 of a group, and an element in that block. */
export function privateElements(
  creator: string,
  group: string,
  element: string,
  vr: string,
  value: Uint8Array,
): RawElement[] {
  return [
    { tag: `${group}0010`, vr: "LO", value: new TextEncoder().encode(creator) },
    { tag: `${group}10${element}`, vr, value },
  ];
}

/** A file in Explicit VR Little Endian with further elements between those of the dictionary. */
export function toFileWith(
  name: string,
  attributes: Attributes,
  elements: readonly RawElement[],
  encode = ({ tag, vr, value }: RawElement): Uint8Array => encodeElement(tag, vr, value),
): SourceFile {
  const known = (Object.keys(attributes) as Keyword[]).map((keyword) => ({
    tag: dictionary[keyword][0],
    bytes: encodeDataset({ [keyword]: attributes[keyword]! }),
  }));
  const raw = elements.map((element) => ({ tag: element.tag, bytes: encode(element) }));
  const inOrder = [...known, ...raw].sort((a, b) => (a.tag < b.tag ? -1 : 1));
  return toFile(name, encodeFile("1.2.840.10008.1.2.1", concat(inOrder.map(({ bytes }) => bytes))));
}

export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

export function doubles(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer);
}

export function floats(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

export function shorts(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(values).buffer);
}
