import { type Graph, type Tensor, toBatchShape, toInputTensors, toItemLength } from "../model/index.ts";
import type { SliceLabelling } from "./backend.ts";
import { fixBatch, fixedBatch } from "./graph-files.ts";
import { createLabelShader, type LabelShader } from "./label-shader.ts";
import { createCpuRunner, openSession, type Runner, type Runtime, type Session } from "./session.ts";

/** A way to run a network on a GPU. */
export interface Variant {
  /** Units per run. */
  readonly batch: number;
  /** Whether the graph's commands are recorded once and replayed. */
  readonly graphCapture: boolean;
}

/** What the sessions of one model on one GPU device share. */
export interface GpuDesk {
  readonly runtime: Runtime;
  /** Version of the runtime. */
  readonly version: string;
  readonly device: GPUDevice;
  /** Names the adapter in messages. */
  readonly label: string;
  readonly modelName: string;
  /** ONNX files by graph. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** @throws AutosegError `invalid-model`. */
export function openGpuSession(
  { runtime, device, label, modelName, files }: GpuDesk,
  graph: Graph,
  { batch, graphCapture }: Variant,
  logSeverityLevel: 0 | 2 = 2,
): Promise<Session> {
  const file = files.get(graph.name)!;
  return openSession(
    runtime,
    { modelName, graph, weights: file, label },
    {
      executionProviders: [{ name: "webgpu", device }],
      enableGraphCapture: graphCapture,
      logSeverityLevel,
      ...(isFloat(graph) && { preferredOutputLocation: "gpu-buffer" }),
      freeDimensionOverrides: fixBatch(graph, file, fixedBatch(graph) ?? batch),
    },
  );
}

/** Opens a graph as the variant says; a graph whose output is not floats returns it through the CPU. */
export async function openGpuRunner(desk: GpuDesk, graph: Graph, wanted: Variant): Promise<Runner> {
  const batch = fixedBatch(graph) ?? wanted.batch;
  const variant = { batch, graphCapture: wanted.graphCapture && isFloat(graph) };
  const session = await openGpuSession(desk, graph, variant);
  return isFloat(graph)
    ? createGpuRunner(desk, session, graph, batch)
    : createCpuRunner(desk.runtime, session, graph, batch);
}

function isFloat({ output }: Graph): boolean {
  return output.activation !== "labels";
}

/** onnxruntime requires buffer sizes to be a multiple of this. */
const bufferStep = 16;

/**
 * A graph whose inputs and output stay in GPU buffers, the same for every run: so its commands can be captured, and only
 * inputs and results cross to the device. If labelling is requested, a shader makes the labels and only these come back. The
 * device's queue keeps runs apart: data for the next run is written after this run's commands.
 */
function createGpuRunner(
  { runtime, device }: GpuDesk,
  session: Session,
  graph: Graph,
  batch: number,
): Runner {
  const bind = (tensor: Tensor) => {
    const unitBytes = 4 * toItemLength(tensor);
    const buffer = device.createBuffer({
      size: Math.ceil((batch * unitBytes) / bufferStep) * bufferStep,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
    const bound = runtime.Tensor.fromGpuBuffer(buffer, {
      dataType: "float32",
      dims: toBatchShape(tensor, batch),
    });
    return { name: tensor.name, unitBytes, buffer, bound };
  };
  const inputs = toInputTensors(graph).map(bind);
  const output = bind(graph.output);
  const feeds = Object.fromEntries(inputs.map(({ name, bound }) => [name, bound]));
  const fetches = { [output.name]: output.bound };
  const readback = createReadback(device);
  let shader: { readonly of: SliceLabelling; readonly made: LabelShader } | undefined;

  /** The shader for a labelling; all runs of a series pass the same object. */
  const shaderFor = (labelling: SliceLabelling): LabelShader => {
    if (shader?.of === labelling) return shader.made;
    shader?.made.destroy();
    shader = {
      of: labelling,
      made: createLabelShader(device, labelling, {
        values: output.buffer,
        unitStride: output.unitBytes / 4,
        batch,
      }),
    };
    return shader.made;
  };

  return {
    batch,
    async submit(units, labelling) {
      for (const { name, unitBytes, buffer } of inputs) {
        for (const [index, unit] of units.entries())
          device.queue.writeBuffer(buffer, index * unitBytes, unit[name]! as Float32Array<ArrayBuffer>);
      }
      await session.run(feeds, fetches);
      const encoder = device.createCommandEncoder();
      if (labelling) {
        const { encode, labels, unitBytes, read: readLabels } = shaderFor(labelling);
        encode(encoder, units.length);
        const read = readback(encoder, labels, unitBytes * units.length);
        return {
          answers: read.then((bytes) =>
            units.map((_, unit) => {
              const labels = readLabels(bytes, unit);
              if (!labels) throw new Error("values of its output are not finite");
              return { labels };
            }),
          ),
        };
      }
      const read = readback(encoder, output.buffer, output.unitBytes * units.length);
      return {
        answers: read.then((bytes) =>
          units.map((_, unit) => ({
            output: new Float32Array(bytes, unit * output.unitBytes, output.unitBytes / 4).slice(),
          })),
        ),
      };
    },
    async [Symbol.asyncDispose]() {
      await session.release();
      shader?.made.destroy();
      for (const { buffer } of [...inputs, output]) buffer.destroy();
    },
  };
}

/** Appends a copy of a buffer to an encoder's commands, submits them and reads the copy. */
function createReadback(device: GPUDevice) {
  const spare: GPUBuffer[] = [];
  return async (encoder: GPUCommandEncoder, buffer: GPUBuffer, size: number): Promise<ArrayBuffer> => {
    const at = spare.findIndex((one) => one.size === size);
    const staging =
      at >= 0
        ? spare.splice(at, 1)[0]!
        : device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const copy = staging.getMappedRange().slice(0);
    staging.unmap();
    spare.push(staging);
    return copy;
  };
}
