/** What is known of a network before it is opened: read from the protobuf fields of its ONNX file (onnx.proto3). */
export interface OnnxFacts {
  /** Bytes of the largest weights tensor. */
  readonly largestWeightsBytes: number;
  /** By input: the name of its first dimension where that is free. */
  readonly freeBatchNames: ReadonlyMap<string, string>;
}

/** A field: its number, and its bytes or, for numbers, its value. */
interface Field {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly value: number;
}

/** Numbers of the fields that are read, by message. */
const modelGraph = 7;
const graphInitializer = 5;
const graphInput = 11;
const tensorFields = { floats: 4, int32s: 5, int64s: 7, raw: 9, doubles: 10 };
const valueInfo = { name: 1, type: 2 };
const [typeTensor, tensorShape, shapeDimension, dimensionName] = [1, 2, 1, 2];

/** Reads an ONNX file; one that is damaged gives what was found before the damage, for onnxruntime to refuse. */
export function readOnnxFacts(file: Uint8Array): OnnxFacts {
  let largestWeightsBytes = 0;
  const freeBatchNames = new Map<string, string>();
  const data = new Set(Object.values(tensorFields));
  for (const graph of fields(file, modelGraph)) {
    for (const field of fields(graph.bytes)) {
      if (field.number === graphInitializer) {
        for (const { number, bytes } of fields(field.bytes))
          if (data.has(number)) largestWeightsBytes = Math.max(largestWeightsBytes, bytes.length);
      } else if (field.number === graphInput) {
        const name = text(first(field.bytes, valueInfo.name));
        const batch = [typeTensor, tensorShape, shapeDimension, dimensionName].reduce<Uint8Array | undefined>(
          (bytes, number) => bytes && first(bytes, number),
          first(field.bytes, valueInfo.type),
        );
        if (batch) freeBatchNames.set(name, text(batch));
      }
    }
  }
  return { largestWeightsBytes, freeBatchNames };
}

function first(message: Uint8Array, number: number): Uint8Array | undefined {
  for (const { bytes } of fields(message, number)) return bytes;
  return undefined;
}

function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

/** The fields of a message, of one number if one is given; ends at the first that does not fit. */
function* fields(message: Uint8Array, only?: number): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; at < message.length; shift *= 128) {
      const byte = message[at++]!;
      value += (byte & 127) * shift;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    const wireType = key % 8;
    const value = wireType === 0 ? varint() : 0;
    const size = wireType === 2 ? varint() : wireType === 1 ? 8 : wireType === 5 ? 4 : 0;
    if (at + size > message.length || wireType === 3 || wireType === 4) return;
    const bytes = message.subarray(at, at + size);
    at += size;
    if (only === undefined || number === only) yield { number, bytes, value };
  }
}
