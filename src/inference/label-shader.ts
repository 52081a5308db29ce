import { type LabelArray, labelArrayLike } from "../volume/index.ts";
import type { AxisTable, SliceLabelling } from "./backend.ts";

/**
 * One invocation labels the voxels of one 32-bit word of the result, four or two; `y` of the grid is the unit of the batch. The
 * word after a unit's labels becomes 1 if a value is not finite. Its bits show that: WGSL may assume that every
 * number is finite.
 */
const code = /* wgsl */ `
override voxelsOfWord: u32;
struct Sizes {
  channels: u32, channelStride: u32, unitStride: u32, fastCount: u32,
  slowCount: u32, words: u32, columnsAreFast: u32, rowOfGroups: u32,
}
@group(0) @binding(0) var<uniform> sizes: Sizes;
@group(0) @binding(1) var<storage, read> values: array<f32>;
// For every fast index, then every slow one: lower offset, upper offset, bits of the upper one's weight.
@group(0) @binding(2) var<storage, read> axes: array<u32>;
@group(0) @binding(3) var<storage, read> labelOfChannel: array<u32>;
@group(0) @binding(4) var<storage, read_write> labels: array<atomic<u32>>;

const exponent = 0x7f800000u;

fn labelAt(voxel: u32, unit: u32) -> u32 {
  let fast = 3u * (voxel % sizes.fastCount);
  let slow = 3u * (sizes.fastCount + voxel / sizes.fastCount);
  // Interpolate along the output's columns first, as the CPU does: the order affects rounding.
  let columns = select(slow, fast, sizes.columnsAreFast == 1u);
  let rows = select(fast, slow, sizes.columnsAreFast == 1u);
  let across = bitcast<f32>(axes[columns + 2u]);
  let down = bitcast<f32>(axes[rows + 2u]);
  var best = 0u;
  var bestValue = -3.4028234e38;
  for (var channel = 0u; channel < sizes.channels; channel++) {
    let at = unit * sizes.unitStride + channel * sizes.channelStride;
    let above = values[at + axes[rows] + axes[columns]] * (1.0 - across)
      + values[at + axes[rows] + axes[columns + 1u]] * across;
    let below = values[at + axes[rows + 1u] + axes[columns]] * (1.0 - across)
      + values[at + axes[rows + 1u] + axes[columns + 1u]] * across;
    let value = above * (1.0 - down) + below * down;
    if ((bitcast<u32>(value) & exponent) == exponent) { atomicStore(&labels[unit * (sizes.words + 1u) + sizes.words], 1u); }
    if (value > bestValue) {
      best = channel;
      bestValue = value;
    }
  }
  return labelOfChannel[best];
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let word = id.x + id.z * sizes.rowOfGroups * 64u;
  if (word >= sizes.words) { return; }
  let voxels = sizes.fastCount * sizes.slowCount;
  var packed = 0u;
  for (var n = 0u; n < voxelsOfWord; n++) {
    let voxel = voxelsOfWord * word + n;
    if (voxel < voxels) { packed |= labelAt(voxel, id.y) << (32u / voxelsOfWord * n); }
  }
  atomicStore(&labels[id.y * (sizes.words + 1u) + word], packed);
}
`;

/** Number of work groups in one direction that every device allows. */
const mostGroups = 65535;

/** Labels of the slices of a batch, computed where the network's output lies. */
export interface LabelShader {
  /**
   * Bytes of one unit in the result, a multiple of four: its labels, zeros up to a whole word, and a word that is 1 if a value
   * was not finite.
   */
  readonly unitBytes: number;
  /** The result; valid once the commands added by `encode` have run. */
  readonly labels: GPUBuffer;
  /** Adds the labelling of the first `units` units to `encoder`. */
  encode(encoder: GPUCommandEncoder, units: number): void;
  /** The labels of a unit, from a copy of the result; undefined if an output was not finite. */
  read(result: ArrayBuffer, unit: number): LabelArray<ArrayBuffer> | undefined;
  destroy(): void;
}

/** The buffer that a shader labels. */
export interface LabelledBuffer {
  /** The network's output, 32-bit floats. */
  readonly values: GPUBuffer;
  /** Number of values per unit. */
  readonly unitStride: number;
  /** Maximum number of units per run. */
  readonly batch: number;
}

export function createLabelShader(
  device: GPUDevice,
  labelling: SliceLabelling,
  { values, unitStride, batch }: LabelledBuffer,
): LabelShader {
  const { fast, slow } = labelling;
  const voxels = fast.lower.length * slow.lower.length;
  const Labels = labelArrayLike(labelling.labelOfChannel);
  const voxelsOfWord = 4 / Labels.BYTES_PER_ELEMENT;
  const words = Math.ceil(voxels / voxelsOfWord);
  const unitBytes = (words + 1) * 4;
  const groups = Math.ceil(words / 64);
  const rowOfGroups = Math.min(groups, mostGroups);
  const buffer = (content: Uint32Array<ArrayBuffer>, usage: number): GPUBuffer => {
    const made = device.createBuffer({ size: content.byteLength, usage: usage | GPUBufferUsage.COPY_DST });
    device.queue.writeBuffer(made, 0, content);
    return made;
  };
  const sizes = buffer(
    Uint32Array.of(
      labelling.channels,
      labelling.channelStride,
      unitStride,
      fast.lower.length,
      slow.lower.length,
      words,
      Number(labelling.columnsAreFast),
      rowOfGroups,
    ),
    GPUBufferUsage.UNIFORM,
  );
  const axes = buffer(Uint32Array.from([...packAxis(fast), ...packAxis(slow)]), GPUBufferUsage.STORAGE);
  const labelOfChannel = buffer(Uint32Array.from(labelling.labelOfChannel), GPUBufferUsage.STORAGE);
  const labels = device.createBuffer({
    size: unitBytes * batch,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  const pipeline = device.createComputePipeline({
    layout: "auto",
    compute: { module: device.createShaderModule({ code }), entryPoint: "main", constants: { voxelsOfWord } },
  });
  const bindings = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [sizes, values, axes, labelOfChannel, labels].map((resource, binding) => ({
      binding,
      resource: { buffer: resource },
    })),
  });
  return {
    unitBytes,
    labels,
    encode(encoder, units) {
      for (let unit = 0; unit < units; unit++) encoder.clearBuffer(labels, unit * unitBytes + words * 4, 4);
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindings);
      pass.dispatchWorkgroups(rowOfGroups, units, Math.ceil(groups / rowOfGroups));
      pass.end();
    },
    read(result, unit) {
      if (new Uint32Array(result, unit * unitBytes + words * 4, 1)[0] !== 0) return undefined;
      return new Labels(result, unit * unitBytes, voxels).slice();
    },
    destroy() {
      for (const one of [sizes, axes, labelOfChannel, labels]) one.destroy();
    },
  };
}

function packAxis({ lower, upper, weight }: AxisTable): Uint32Array {
  const packed = new Uint32Array(3 * lower.length);
  const weights = new Uint32Array(Float32Array.from(weight).buffer);
  for (let index = 0; index < lower.length; index++)
    packed.set([lower[index]!, upper[index]!, weights[index]!], 3 * index);
  return packed;
}
