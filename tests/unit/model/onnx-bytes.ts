/** Small ONNX files, written field by field (onnx.proto3), for tests of what is read from one. */

const typeCodes = { float32: 1, uint8: 2, int64: 7, float16: 10 } as const;
type TypeName = keyof typeof typeCodes;

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

export function numberField(field: number, value: number): number[] {
  return [...varint(field * 8), ...varint(value)];
}

export function bytesField(field: number, bytes: Iterable<number>): number[] {
  const content = [...bytes];
  return [...varint(field * 8 + 2), ...varint(content.length), ...content];
}

export const textField = (field: number, text: string) => bytesField(field, new TextEncoder().encode(text));

export interface TensorOfFile {
  readonly name: string;
  readonly type?: TypeName;
  readonly shape: readonly (number | string)[];
}

function valueInfo({ name, type = "float32", shape }: TensorOfFile): number[] {
  const dimensions = shape.flatMap((size) =>
    bytesField(1, typeof size === "number" ? numberField(1, size) : textField(2, size)),
  );
  const tensor = [...numberField(1, typeCodes[type]), ...bytesField(2, dimensions)];
  return [...textField(1, name), ...bytesField(2, bytesField(1, tensor))];
}

export interface NodeOfFile {
  readonly operator: string;
  readonly autoPad?: string;
  readonly strides?: readonly number[];
  /** Of a Cast: what it casts, and the type. */
  readonly casts?: readonly [name: string, to: TypeName];
}

/** An ONNX file of some tensors, nodes, and weights of one type each, with their length in bytes. */
export function writeOnnx(parts: {
  inputs: readonly TensorOfFile[];
  outputs: readonly TensorOfFile[];
  nodes?: readonly NodeOfFile[];
  weights?: readonly { name: string; type: TypeName; bytes: number }[];
}): Uint8Array<ArrayBuffer> {
  const nodes = (parts.nodes ?? []).map(({ operator, autoPad, strides, casts }) => [
    ...(casts ? textField(1, casts[0]) : []),
    ...textField(4, operator),
    ...(autoPad ? bytesField(5, [...textField(1, "auto_pad"), ...textField(4, autoPad)]) : []),
    ...(strides
      ? bytesField(5, [...textField(1, "strides"), ...strides.flatMap((stride) => numberField(8, stride))])
      : []),
    ...(casts ? bytesField(5, [...textField(1, "to"), ...numberField(3, typeCodes[casts[1]])]) : []),
  ]);
  const weights = (parts.weights ?? []).map(({ name, type, bytes }) => [
    ...numberField(2, typeCodes[type]),
    ...textField(8, name),
    ...bytesField(9, new Uint8Array(bytes)),
  ]);
  const graph = [
    ...nodes.flatMap((node) => bytesField(1, node)),
    ...weights.flatMap((tensor) => bytesField(5, tensor)),
    ...parts.inputs.flatMap((tensor) => bytesField(11, valueInfo(tensor))),
    ...parts.outputs.flatMap((tensor) => bytesField(12, valueInfo(tensor))),
  ];
  return Uint8Array.from([...numberField(1, 8), ...bytesField(7, graph)]);
}
