/** A tensor of an ONNX graph as the file declares it. */
export interface OnnxTensor {
  readonly name: string;
  /** "float32", "int64", …; "type 12" for a type not listed here. */
  readonly type: string;
  /** A free dimension has a name; the name of an unknown one is empty. */
  readonly shape: readonly (number | string)[];
}

/** The graph of an ONNX file, read without running it (onnx.proto3). */
export interface OnnxGraph {
  readonly inputs: readonly OnnxTensor[];
  readonly outputs: readonly OnnxTensor[];
  /** Bytes of weights by the type in which they are computed: for weights stored in another type, that of the Cast after them. */
  readonly weightsBytes: ReadonlyMap<string, number>;
  /** Bytes of the largest tensor of weights. */
  readonly largestWeightsBytes: number;
  readonly nodes: readonly OnnxNode[];
}

export interface OnnxNode {
  /** "Conv", "Softmax", … */
  readonly operator: string;
  readonly autoPad: string;
  readonly strides: readonly number[];
}

const typeNames: Readonly<Record<number, string>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  9: "bool",
  10: "float16",
  11: "float64",
  16: "bfloat16",
};

/** Field numbers, by message. */
const modelGraph = 7;
const graph = { node: 1, initializer: 5, input: 11, output: 12 };
const node = { input: 1, operator: 4, attribute: 5 };
const attribute = { name: 1, integer: 3, text: 4, integers: 8 };
const tensor = { type: 2, floats: 4, int32s: 5, int64s: 7, name: 8, raw: 9, doubles: 10 };
const valueInfo = { name: 1, type: 2 };
const tensorType = { tensor: 1, element: 1, shape: 2, dimension: 1, size: 1, parameter: 2 };

/** Reads the graph of an ONNX file; undefined if it is not one. */
export function readOnnxGraph(file: Uint8Array): OnnxGraph | undefined {
  const bytes = only(file, modelGraph);
  if (!bytes) return undefined;
  const inputs: OnnxTensor[] = [];
  const outputs: OnnxTensor[] = [];
  const nodes: OnnxNode[] = [];
  const weights = new Map<string, { readonly type: string; readonly size: number }>();
  const castTo = new Map<string, string>();
  for (const field of fields(bytes)) {
    if (field.number === graph.input) inputs.push(readTensor(field.bytes));
    else if (field.number === graph.output) outputs.push(readTensor(field.bytes));
    else if (field.number === graph.node) {
      const { castsTo, ...read } = readNode(field.bytes);
      nodes.push(read);
      if (castsTo) castTo.set(text(only(field.bytes, node.input)), castsTo);
    } else if (field.number === graph.initializer) {
      const { name, ...read } = readWeights(field.bytes);
      weights.set(name, read);
    }
  }
  const weightsBytes = new Map<string, number>();
  for (const [name, { type, size }] of weights) {
    const used = castTo.get(name) ?? type;
    weightsBytes.set(used, (weightsBytes.get(used) ?? 0) + size);
  }
  // Older files list their weights among the inputs.
  return {
    inputs: inputs.filter(({ name }) => !weights.has(name)),
    outputs,
    weightsBytes,
    largestWeightsBytes: Math.max(0, ...[...weights.values()].map(({ size }) => size)),
    nodes,
  };
}

function readTensor(message: Uint8Array): OnnxTensor {
  const type = only(only(message, valueInfo.type), tensorType.tensor);
  const shape: (number | string)[] = [];
  for (const dimension of fields(only(type, tensorType.shape))) {
    let size: number | string = "";
    for (const { number, bytes, value } of fields(dimension.bytes))
      size = number === tensorType.size ? value : text(bytes);
    shape.push(size);
  }
  return {
    name: text(only(message, valueInfo.name)),
    type: typeName(numberOf(type, tensorType.element)),
    shape,
  };
}

function readWeights(message: Uint8Array): { name: string; type: string; size: number } {
  const data: readonly number[] = [tensor.floats, tensor.int32s, tensor.int64s, tensor.raw, tensor.doubles];
  let size = 0;
  for (const { number, bytes } of fields(message)) if (data.includes(number)) size += bytes.length;
  return { name: text(only(message, tensor.name)), type: typeName(numberOf(message, tensor.type)), size };
}

/** A node; for a Cast, with the type to which it casts. */
function readNode(message: Uint8Array): OnnxNode & { readonly castsTo: string | undefined } {
  const operator = text(only(message, node.operator));
  let castsTo: string | undefined;
  let autoPad = "";
  let strides: number[] = [];
  for (const field of fields(message)) {
    if (field.number !== node.attribute) continue;
    const name = text(only(field.bytes, attribute.name));
    if (name === "auto_pad") autoPad = text(only(field.bytes, attribute.text));
    if (name === "strides") strides = integersOf(field.bytes, attribute.integers);
    if (name === "to" && operator === "Cast") castsTo = typeName(numberOf(field.bytes, attribute.integer));
  }
  return { operator, autoPad, strides, castsTo };
}

function typeName(code: number): string {
  return typeNames[code] ?? `type ${code}`;
}

interface Field {
  readonly number: number;
  /** For a message, text or list; empty for a number. */
  readonly bytes: Uint8Array;
  readonly value: number;
}

function only(message: Uint8Array | undefined, number: number): Uint8Array | undefined {
  for (const field of fields(message)) if (field.number === number) return field.bytes;
  return undefined;
}

function numberOf(message: Uint8Array | undefined, number: number): number {
  for (const field of fields(message)) if (field.number === number) return field.value;
  return 0;
}

/** A list of numbers, which may be packed into one field. */
function integersOf(message: Uint8Array, number: number): number[] {
  const list: number[] = [];
  for (const field of fields(message)) {
    if (field.number !== number) continue;
    if (field.bytes.length === 0) list.push(field.value);
    else for (let at = 0; at < field.bytes.length; ) [list[list.length], at] = readVarint(field.bytes, at);
  }
  return list;
}

function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

/** A variable-length integer (seven bits a byte), and the offset of the next field. */
function readVarint(message: Uint8Array, from: number): [value: number, next: number] {
  let value = 0;
  let at = from;
  for (let scale = 1; at < message.length; scale *= 128) {
    const byte = message[at++]!;
    value += (byte & 127) * scale;
    if (byte < 128) break;
  }
  return [value, at];
}

/** The fields of a message; stops at the first that does not fit, as in a damaged file. */
function* fields(message: Uint8Array = new Uint8Array()): Generator<Field> {
  for (let at = 0; at < message.length; ) {
    let key: number;
    [key, at] = readVarint(message, at);
    const wireType = key % 8;
    let size = wireType === 1 ? 8 : wireType === 5 ? 4 : 0;
    let value = 0;
    if (wireType === 0) [value, at] = readVarint(message, at);
    else if (wireType === 2) [size, at] = readVarint(message, at);
    else if (size === 0) return;
    if (at + size > message.length) return;
    yield { number: Math.floor(key / 8), bytes: message.subarray(at, at + size), value };
    at += size;
  }
}
