import { findComponents } from "../../../src/regions/index.ts";
import { createVolume, type Volume } from "../../../src/volume/index.ts";
import { readValidationCases } from "../evaluate-model.ts";
import { readStripCase, type StripCase } from "../strips.ts";
import { type Target, type Task, tasks } from "../tasks.ts";

/** A structure that a user may point at in a case, by itself. */
export interface PromptedObject {
  readonly case: string;
  readonly patient: string;
  readonly volume: Volume;
  /** 1 in the object, in the order of the voxels. */
  readonly truth: Uint8Array;
}

/** The objects of one class in the validation cases of one set. */
export interface ObjectClass {
  readonly task: Task;
  readonly target: Target;
  /** Each connected part of at least so many millilitres is an object of its own; the whole class where it is left out. */
  readonly eachOfMl?: number;
}

/** Of the sets whose index has no spacing: as the training recipe assumes it (click-any.toml). */
const assumedMm: Readonly<Record<string, readonly [number, number, number]>> = {
  "ct-liver-tumour": [1.5, 1.5, 3],
  "mr-glioma": [1.2, 1.2, 5],
  "mr-cardiac": [1.5, 1.5, 8],
};

/** Every class of every set, in the order of the tasks. */
export const objectClasses: readonly ObjectClass[] = tasks.flatMap((task) =>
  task.targets.map((target) => ({
    task,
    target,
    ...(target.key === "tumour" && { eachOfMl: 1 }),
  })),
);

export interface ReadOptions {
  readonly dataFolder: string;
  readonly splitFile: string;
  /** At most so many patients of a class, and objects of a patient. */
  readonly mostPatients: number;
  readonly mostOfPatient: number;
}

/** A validation case with the labels of all classes, in the order of the voxels. */
interface ValidationCase extends Omit<PromptedObject, "truth"> {
  readonly labels: Uint8Array;
}

/** The first validation case of each patient, for as many patients as `isWanted` says. */
async function* eachPatient(
  task: Task,
  { dataFolder, splitFile }: ReadOptions,
  isWanted: () => boolean,
): AsyncGenerator<ValidationCase> {
  const patients = new Set<string>();
  for (const name of await readValidationCases(splitFile, task)) {
    const patient = task.patientOf(name);
    if (patients.has(patient)) continue;
    if (!isWanted()) return;
    patients.add(patient);
    const strip = await readStripCase(dataFolder, task.strips, name);
    yield { case: name, patient, volume: toVolume(strip, task), labels: strip.labels };
  }
}

/** The first patients of the split. */
export async function readCases(task: Task, options: ReadOptions): Promise<ValidationCase[]> {
  const found: ValidationCase[] = [];
  for await (const one of eachPatient(task, options, () => found.length < options.mostPatients))
    found.push(one);
  return found;
}

/** The objects of a class, of the first patients of the split that have any. */
export async function readObjects(
  { task, target, eachOfMl }: ObjectClass,
  options: ReadOptions,
): Promise<PromptedObject[]> {
  const found: PromptedObject[] = [];
  const patients = new Set<string>();
  for await (const { labels, ...one } of eachPatient(
    task,
    options,
    () => patients.size < options.mostPatients,
  )) {
    const whole = Uint8Array.from(labels, (label) => (target.values.includes(label) ? 1 : 0));
    const truths =
      eachOfMl === undefined ? [whole] : partsOf(whole, one.volume, eachOfMl).slice(0, options.mostOfPatient);
    const objects = truths.filter((truth) => truth.includes(1)).map((truth) => ({ ...one, truth }));
    if (objects.length > 0) patients.add(one.patient);
    found.push(...objects);
  }
  return found;
}

function toVolume({ size, spacingMm, grey }: StripCase, task: Task): Volume {
  const [black, white] = task.windowHu ?? [0, 255];
  return createVolume({
    grid: {
      size,
      spacingMm: spacingMm ?? assumedMm[task.name]!,
      originLps: [0, 0, 0],
      directionsLps: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    },
    voxels: Float32Array.from(grey, (value) => black + ((white - black) * value) / 255),
    unit: task.modality === "CT" ? "HU" : "arbitrary",
    modality: task.modality,
  });
}

/** The connected parts of at least so many millilitres, the largest first. */
function partsOf(mask: Uint8Array, { grid }: Volume, leastMl: number): Uint8Array[] {
  const components = findComponents(mask, grid.size, 26);
  const voxelMl = grid.spacingMm.reduce((product, side) => product * side, 1) / 1000;
  return Array.from({ length: components.count }, (_, n) => n + 1)
    .filter((part) => components.sizes[part]! * voxelMl >= leastMl)
    .sort((a, b) => components.sizes[b]! - components.sizes[a]!)
    .map((part) => {
      const own = new Uint8Array(mask.length);
      components.forEachRun((run) => {
        if (run.part === part) own.fill(1, run.first, run.end);
      });
      return own;
    });
}
