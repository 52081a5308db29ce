import { AutosegError } from "../errors.ts";
import { type AttributeValue, type Dataset, keywordsOf } from "./dataset.ts";
import { dictionary, type Keyword } from "./dictionary.ts";
import { ownCreator, ownCreatorTag, ownElements } from "./private-dictionary.ts";

/** VRs with a 32-bit length (PS3.5 7.1.2). */
const longVrs = new Set<string>(["OB", "OW", "SQ", "UC", "UN", "UR", "UT"]);

/** Bytes of one value of the binary VRs. */
const binaryWidths: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8 };

/** VRs with a single value, in which a backslash is ordinary text (PS3.5 6.2). */
const paragraphVrs = new Set<string>(["LT", "ST", "UT", "UR"]);

/** How elements are encoded; explicit VR and defined lengths by default. */
export interface ElementEncoding {
  /** Without VR, and with a 32-bit length for every element (PS3.5 A.1). */
  readonly implicitVR?: boolean;
  /** Encodes sequences and items with undefined length and delimiters; by default with defined length. */
  readonly undefinedLengths?: boolean;
}

/** The length of a value that ends with a delimiter. */
export const undefinedLength = 0xffffffff;

/**
 * A number as a DS value (PS3.5 6.2) of at most 16 characters: exact if its shortest form fits, else as precise as possible.
 */
export function toDecimalString(value: number): string {
  if (!Number.isFinite(value))
    throw invalid("value", `A decimal string (DS) must be a finite number; found ${value}.`);
  for (let digits = 17; digits > 0; digits--) {
    const rounded = Number(value.toPrecision(digits));
    const forms = [String(rounded === 0 ? 0 : rounded), rounded.toExponential()];
    const decimal = forms.find(({ length }) => length <= 16);
    if (decimal !== undefined) return decimal;
  }
  throw new Error("unreachable: one digit and an exponent are at most seven characters");
}

/** Appends little-endian elements to a growing buffer. */
export class ElementWriter {
  private bytes = new Uint8Array(1 << 12);
  private view = new DataView(this.bytes.buffer);
  private readonly encoding: ElementEncoding;
  private readonly encoder = new TextEncoder();
  length = 0;

  constructor(encoding: ElementEncoding = {}) {
    this.encoding = encoding;
  }

  /** A copy of what was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length);
  }

  dataset(dataset: Dataset, pixelVr: "OB" | "OW"): void {
    let hasOwn = false;
    for (const keyword of inTagOrder(keywordsOf(dataset))) {
      const value = dataset[keyword];
      if (value === undefined) continue;
      const [tag, vr] = dictionary[keyword];
      // This project's private elements come before those of the pixels.
      if (!hasOwn && tag > ownCreatorTag) hasOwn = this.ownElements(dataset);
      this.element(keyword, tag, keyword === "PixelData" ? pixelVr : vr, value);
    }
    if (!hasOwn) this.ownElements(dataset);
  }

  private ownElements(dataset: Dataset): true {
    const own = ownElements.filter(([keyword]) => dataset[keyword] !== undefined);
    if (own.length > 0) this.element(ownCreator, ownCreatorTag, "LO", [ownCreator]);
    for (const [keyword, tag, vr] of own) this.element(keyword, tag, vr, dataset[keyword]!);
    return true;
  }

  private element(keyword: string, tag: string, vr: string, value: AttributeValue): void {
    const lengthAt = this.elementHeader(tag, vr, 0);
    const start = this.length;
    if (vr === "SQ") {
      this.items(value as readonly Dataset[]);
      this.close(lengthAt, start, "FFFEE0DD");
      return;
    }
    this.values(keyword, vr, value);
    if ((this.length - start) % 2 === 1) this.byte(isText(vr) && vr !== "UI" ? 0x20 : 0);
    const size = this.length - start;
    if (this.encoding.implicitVR || longVrs.has(vr)) this.patchUint32(lengthAt, size);
    else if (size <= 0xfffe) this.view.setUint16(lengthAt, size, true);
    else throw invalid(keyword, `${keyword} is ${size} bytes long; its VR ${vr} holds at most 65534.`);
  }

  /** Writes tag, VR and length; returns the offset of the length. */
  elementHeader(tag: string, vr: string, size: number): number {
    this.tag(tag);
    if (this.encoding.implicitVR) return this.uint(size, 4);
    this.ascii(vr);
    if (!longVrs.has(vr)) return this.uint(size, 2);
    this.uint(0, 2);
    return this.uint(size, 4);
  }

  private items(items: readonly Dataset[]): void {
    for (const item of items) {
      this.tag("FFFEE000");
      const lengthAt = this.uint(0, 4);
      const start = this.length;
      this.dataset(item, "OB");
      this.close(lengthAt, start, "FFFEE00D");
    }
  }

  /** Writes the length of a sequence or item, or its delimiter if the length is undefined. */
  private close(lengthAt: number, start: number, delimiter: string): void {
    if (!this.encoding.undefinedLengths) {
      this.patchUint32(lengthAt, this.length - start);
      return;
    }
    this.patchUint32(lengthAt, undefinedLength);
    this.tag(delimiter);
    this.uint(0, 4);
  }

  private values(keyword: string, vr: string, value: AttributeValue): void {
    if (value instanceof Uint8Array) {
      this.append(value);
      return;
    }
    const width = binaryWidths[vr];
    for (let index = 0; index < value.length; index++) {
      const entry = value[index] as string | number;
      if (width !== undefined) this.binary(keyword, vr, width, entry as number);
      else if (vr === "AT") this.tag(entry as string);
      else {
        if (index > 0) this.byte(0x5c);
        this.text(toText(keyword, vr, entry));
      }
    }
  }

  private binary(keyword: string, vr: string, width: number, value: number): void {
    const at = this.length;
    this.reserve(width);
    this.length += width;
    if (vr === "FL" || vr === "FD") {
      if (vr === "FL") this.view.setFloat32(at, value, true);
      else this.view.setFloat64(at, value, true);
      return;
    }
    const signed = vr === "SS" || vr === "SL";
    const limit = 2 ** (8 * width - (signed ? 1 : 0));
    if (!Number.isInteger(value) || value >= limit || value < (signed ? -limit : 0))
      throw invalid(keyword, `${keyword} cannot be ${value}; its VR ${vr} does not hold that number.`);
    if (width === 2) this.view.setUint16(at, value & 0xffff, true);
    else this.view.setUint32(at, value >>> 0, true);
  }

  tag(tag: string): void {
    const number = Number.parseInt(tag, 16);
    this.uint(number >>> 16, 2);
    this.uint(number & 0xffff, 2);
  }

  uint(value: number, width: 2 | 4): number {
    const at = this.length;
    this.reserve(width);
    if (width === 2) this.view.setUint16(at, value, true);
    else this.view.setUint32(at, value, true);
    this.length += width;
    return at;
  }

  private byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  ascii(value: string): void {
    this.text(value);
  }

  private text(value: string): void {
    this.reserve(value.length * 3);
    let index = 0;
    for (; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) break;
      this.bytes[this.length + index] = code;
    }
    if (index === value.length) this.length += index;
    else this.length += this.encoder.encodeInto(value, this.bytes.subarray(this.length)).written;
  }

  patchUint32(at: number, value: number): void {
    this.view.setUint32(at, value, true);
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  skip(count: number): void {
    this.reserve(count);
    this.length += count;
  }

  private reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}

function toText(keyword: string, vr: string, value: string | number): string {
  if (typeof value === "number") {
    if (vr === "DS") return toDecimalString(value);
    if (vr === "IS" && Number.isInteger(value) && Math.abs(value) < 2 ** 31) return String(value);
    throw invalid(keyword, `${keyword} cannot be ${value}; its VR ${vr} does not hold that number.`);
  }
  if (!paragraphVrs.has(vr) && value.includes("\\"))
    throw invalid(keyword, `${keyword} cannot contain a backslash; found "${value}".`);
  return value;
}

function isText(vr: string): boolean {
  return vr !== "OB" && vr !== "OW" && vr !== "UN" && vr !== "AT" && binaryWidths[vr] === undefined;
}

function inTagOrder(keywords: Keyword[]): Keyword[] {
  return keywords.sort((a, b) => (dictionary[a][0] < dictionary[b][0] ? -1 : 1));
}

/** The error for a value that an element cannot hold. @param argument the element's keyword. */
export function invalid(argument: string, message: string): AutosegError<"invalid-argument"> {
  return new AutosegError("invalid-argument", message, { argument });
}
