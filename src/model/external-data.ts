/**
 * Weights that an ONNX file keeps in other files (TensorProto.external_data, onnx.proto3). onnxruntime would read any path
 * that the file names, and even memory addresses; so a file with external data is never passed to it.
 */

type Message = "model" | "training" | "function" | "graph" | "node" | "attribute" | "sparse" | "tensor";

/** The fields of each message that lead to tensors. */
const within: Readonly<Record<Message, Readonly<Record<number, Message>>>> = {
  model: { 7: "graph", 20: "training", 25: "function" },
  training: { 1: "graph", 2: "graph" },
  function: { 7: "node", 11: "attribute" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: {},
};

/** Fields of a tensor and of its external data entries, which are key and value; one key is the location. */
const tensor = { externalData: 13, dataLocation: 14 };
const entry = { key: 1, value: 2 };

/** The nesting limit of onnxruntime's own reader. */
const deepestNesting = 100;

/**
 * Every external location that the tensors of an ONNX file name, usually file names; empty if all weights are in the file.
 * Every byte is parsed as onnxruntime's reader does.
 * @throws Error (plain, one clause) for a file that onnxruntime might read differently.
 */
export function findExternalData(file: Uint8Array): string[] {
  const places = new Set<string>();
  const left: { bytes: Uint8Array; message: Message; depth: number }[] = [
    { bytes: file, message: "model", depth: 0 },
  ];
  for (let next = left.pop(); next; next = left.pop()) {
    const { bytes, message, depth } = next;
    if (depth > deepestNesting) throw new Error(`it is nested more than ${deepestNesting} deep`);
    const fields = [...wholeFields(bytes)];
    if (message === "tensor" && isExternal(fields)) places.add(locationOf(fields));
    for (const field of fields) {
      const inner = within[message][field.number];
      if (inner && field.bytes) left.push({ bytes: field.bytes, message: inner, depth: depth + 1 });
    }
  }
  return [...places];
}

function isExternal(fields: readonly WholeField[]): boolean {
  return fields.some(
    ({ number, value }) => number === tensor.externalData || (number === tensor.dataLocation && value !== 0),
  );
}

function locationOf(fields: readonly WholeField[]): string {
  for (const field of fields) {
    if (field.number !== tensor.externalData || !field.bytes) continue;
    const entries = [...wholeFields(field.bytes)];
    const textOf = (wanted: number) =>
      new TextDecoder().decode(entries.findLast(({ number }) => number === wanted)?.bytes);
    if (textOf(entry.key) === "location") return textOf(entry.value);
  }
  return "a place without a name";
}

interface WholeField {
  readonly number: number;
  /** For a message or text. */
  readonly bytes?: Uint8Array;
  /** For a number: its lowest 32 bits, which is all that matters for an enumeration. */
  readonly value: number;
}

/** Yields every field of a message, to its last byte. */
function* wholeFields(message: Uint8Array): Generator<WholeField> {
  let at = 0;
  /** A variable-length integer: seven bits a byte, at most ten bytes. */
  const varint = (): { readonly whole: number; readonly low: number } => {
    let [whole, low] = [0, 0];
    for (let count = 0; count < 10; count++) {
      const byte = message[at++];
      if (byte === undefined) throw new Error("it ends within a number");
      whole += (byte & 127) * 2 ** (7 * count);
      if (7 * count < 32) low = (low | ((byte & 127) << (7 * count))) >>> 0;
      if (byte < 128) return { whole, low };
    }
    throw new Error("it has a number of more than ten bytes");
  };
  const skip = (size: number): Uint8Array => {
    if (at + size > message.length) throw new Error("it ends within a field");
    at += size;
    return message.subarray(at - size, at);
  };
  while (at < message.length) {
    const key = varint().whole;
    const number = Math.floor(key / 8);
    if (number === 0 || key >= 2 ** 32) throw new Error("it has a field without a number");
    switch (key % 8) {
      case 0:
        yield { number, value: varint().low };
        break;
      case 1:
        skip(8);
        break;
      case 2:
        yield { number, bytes: skip(varint().whole), value: 0 };
        break;
      case 5:
        skip(4);
        break;
      default:
        throw new Error(`it has a field of wire type ${key % 8}, which no ONNX file has`);
    }
  }
}
