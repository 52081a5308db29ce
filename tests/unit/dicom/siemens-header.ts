import { concat } from "./make-dicom.ts";

/**
 * A CSA header with these elements among others, as written by two generations of Siemens software.
 * @param elements values by name; each has more places for values than are filled, as in real headers.
 */
export function writeSiemensHeader(
  elements: Readonly<Record<string, readonly string[]>>,
  form: "newer" | "older" = "newer",
): Uint8Array {
  const all: readonly (readonly [string, readonly string[]])[] = [
    ["EchoLinePosition", ["64"]],
    ["B_value_of_something_else", ["1"]],
    ...Object.entries(elements),
    ["UsedPatientWeight", []],
  ];
  const itemCount = 6;
  const parts = [
    form === "newer" ? ascii("SV10\u0004\u0003\u0002\u0001", 8) : new Uint8Array(),
    numbers(all.length, 77),
  ];
  for (const [name, values] of all) {
    parts.push(ascii(name, 64), numbers(values.length), ascii(vrOf(values), 4), numbers(6, itemCount, 77));
    for (let index = 0; index < itemCount; index++) {
      const value = values[index] === undefined ? new Uint8Array() : ascii(values[index]!);
      const { length } = value;
      parts.push(
        form === "newer" ? numbers(length, length, 77, length) : numbers(length + itemCount, 0, 77, 0),
      );
      parts.push(value, new Uint8Array((4 - (length % 4)) % 4));
    }
  }
  return concat(parts);
}

function vrOf([value = ""]: readonly string[]): string {
  if (!Number.isFinite(Number(value))) return "CS";
  return value.includes(".") ? "FD" : "IS";
}

/** Terminated by a zero byte and filled up with arbitrary bytes. */
function ascii(text: string, bytes = text.length + 1): Uint8Array {
  const written = new Uint8Array(bytes).fill(0x2e);
  written.set(new TextEncoder().encode(text));
  if (text.length < bytes) written[text.length] = 0;
  return written;
}

function numbers(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Int32Array.from(values).buffer);
}
