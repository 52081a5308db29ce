/** What is measured for each task, and its limits. A model's task is the one its name begins with. */

/** A structure that is measured: the label values that belong to it, in the model's labels and in the reference. */
export interface Target {
  readonly key: string;
  readonly label: string;
  readonly values: readonly number[];
  /** Tolerance of the surface Dice, in the task's unit of distance. */
  readonly tolerance: number;
}

export interface Task {
  /** As in the recipe's split.json. */
  readonly name: string;
  readonly title: string;
  /** Folder of the strips in the data folder. */
  readonly strips: string;
  readonly modality: "CT" | "MR";
  /** Grey values 0 and 255 of the strips in Hounsfield units, for CT. */
  readonly windowHu?: readonly [black: number, white: number];
  /** Voxel size of the strips if the index states none: in the slice, and from slice to slice. */
  readonly assumed?: { readonly pixelMm: number; readonly sliceMm: number };
  readonly targets: readonly Target[];
  /** Structures whose mean is reported separately, such as the organs that others publish. */
  readonly groups?: readonly TargetGroup[];
  /** The task's values for the labels of the synthetic sample study; undefined if it has none of them. */
  readonly sampleValues?: Readonly<Record<number, number>>;
  /** The target whose connected parts are lesions to be detected. */
  readonly lesions?: Target;
  /** The patient of a case, since figures are averaged by patient first. */
  patientOf(caseName: string): string;
  /** Origin of a case, as far as its name tells: the hospital, or the collection within the data set. */
  sourceOf?(caseName: string): string;
  /** Whether the licence of the reference permits showing its shapes. */
  readonly mayShowReference: boolean;
  /** DICOM series that do not show the task's structures. */
  readonly negatives: readonly NegativeSeries[];
}

export interface TargetGroup {
  readonly label: string;
  /** Keys of the targets. */
  readonly keys: readonly string[];
}

/** A series in the DICOM folder, with its modality if the folder contains several. */
export interface NegativeSeries {
  readonly name: string;
  readonly folder: string;
  readonly modality: "CT" | "MR";
  readonly shows: string;
  /** Uses only slices whose centre is at least this high (LPS z, mm), since the structures are visible below. */
  readonly aboveZMm?: number;
}

const liver: Target = { key: "liver", label: "liver", values: [1, 2], tolerance: 2 };
const liverTumour: Target = { key: "tumour", label: "liver tumour", values: [2], tolerance: 2 };
const glioma: Target = { key: "glioma", label: "glioma", values: [1], tolerance: 2 };

/** An organ in data sets whose strips have a spacing; distances are in millimetres. */
const organ = (value: number, label: string): Target => ({
  key: label.replaceAll(" ", "-"),
  label,
  values: [value],
  tolerance: 3,
});
const abdominalOrgans = [
  "spleen",
  "right kidney",
  "left kidney",
  "gallbladder",
  "oesophagus",
  "liver",
  "stomach",
  "aorta",
  "inferior vena cava",
  "portal and splenic vein",
  "pancreas",
  "right adrenal gland",
  "left adrenal gland",
].map((label, index) => organ(index + 1, label));
/** The organs whose mean is published for most networks trained on BTCV. */
const eightOrgans: TargetGroup = {
  label: "mean of 8 (aorta, gallbladder, kidneys, liver, pancreas, spleen, stomach)",
  keys: ["aorta", "gallbladder", "right-kidney", "left-kidney", "liver", "pancreas", "spleen", "stomach"],
};

const sarcomaCt: NegativeSeries = {
  name: "sarcoma-ct",
  folder: "sarcoma-ct-mr-pet-rtstruct",
  modality: "CT",
  shows: "thighs of a patient with a sarcoma",
};
const lungCt: NegativeSeries = {
  name: "lung-ct",
  folder: "ct-lung-rtstruct",
  modality: "CT",
  shows: "half a chest with a lung tumour, the slices above the liver",
  aboveZMm: -38,
};
const sarcomaMr: NegativeSeries = { ...sarcomaCt, name: "sarcoma-mr", modality: "MR" };
const headMr: NegativeSeries = {
  name: "head-mr",
  folder: "mr-head",
  modality: "MR",
  shows: "a head, T1-weighted, in coronal slices",
};

/** Volumes 28 to 47 of LiTS are the twenty patients of 3D-IRCADb-1. */
function liverSource(caseName: string): string {
  const number = Number(caseName.replace("volume-", ""));
  return number >= 28 && number <= 47 ? "3D-IRCADb-1, Strasbourg" : "the other hospitals of LiTS";
}

/** Hospitals by the second part of a TCGA barcode, the tissue source site. */
const gliomaHospitals: Readonly<Record<string, string>> = {
  CS: "Thomas Jefferson University",
  DU: "Henry Ford Hospital",
  FG: "Case Western",
  HT: "Case Western, St Joseph",
};

export const tasks: readonly Task[] = [
  {
    name: "ct-liver-tumour",
    title: "Liver and liver tumours on CT",
    strips: "ct-liver-lits",
    modality: "CT",
    windowHu: [-40, 160],
    assumed: { pixelMm: 1.5, sliceMm: 3 },
    sampleValues: { 1: 1, 2: 2 },
    targets: [liver, liverTumour],
    lesions: liverTumour,
    patientOf: (caseName) => caseName,
    sourceOf: liverSource,
    mayShowReference: true,
    negatives: [sarcomaCt, lungCt],
  },
  {
    name: "mr-glioma",
    title: "Glioma on FLAIR MR",
    strips: "mr-glioma-lgg",
    modality: "MR",
    assumed: { pixelMm: 1, sliceMm: 5 },
    targets: [glioma],
    lesions: glioma,
    patientOf: (caseName) => caseName,
    sourceOf: (caseName) => gliomaHospitals[caseName.split("_")[1]!] ?? "unknown",
    mayShowReference: true,
    negatives: [headMr, sarcomaMr],
  },
  {
    name: "mr-cardiac",
    title: "Heart on short-axis cine MR",
    strips: "mr-cardiac-acdc",
    modality: "MR",
    assumed: { pixelMm: 1.5, sliceMm: 9 },
    targets: [
      { key: "right-ventricle", label: "right ventricle", values: [1], tolerance: 1 },
      { key: "myocardium", label: "myocardium", values: [2], tolerance: 1 },
      { key: "left-ventricle", label: "left ventricle", values: [3], tolerance: 1 },
    ],
    patientOf: (caseName) => caseName.replace(/_frame\d+$/, ""),
    mayShowReference: true,
    negatives: [headMr, sarcomaMr],
  },
  {
    name: "ct-abdomen",
    title: "Thirteen organs of the abdomen on CT",
    strips: "ct-abdomen-btcv",
    modality: "CT",
    windowHu: [-125, 275],
    sampleValues: { 1: 6, 2: 6 },
    targets: abdominalOrgans,
    groups: [eightOrgans],
    patientOf: (caseName) => caseName,
    mayShowReference: false,
    negatives: [sarcomaCt, lungCt],
  },
  {
    name: "mr-abdomen",
    title: "Liver, kidneys and spleen on MR",
    strips: "mr-abdomen-chaos",
    modality: "MR",
    targets: [organ(1, "liver"), organ(2, "right kidney"), organ(3, "left kidney"), organ(4, "spleen")],
    patientOf: (caseName) => caseName,
    mayShowReference: true,
    negatives: [headMr, sarcomaMr],
  },
];

/** The task of a model; undefined if it has none. */
export function taskOf(modelName: string): Task | undefined {
  return tasks.find(({ name }) => modelName === name || modelName.startsWith(`${name}-`));
}
