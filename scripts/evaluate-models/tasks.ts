/** What is measured for each task, and with which limits. The task of a model is the one its name begins with. */

/** One figure's structure: the label values that count as it, in the model's labels and in the reference alike. */
export interface Target {
  readonly key: string;
  readonly label: string;
  readonly values: readonly number[];
  /** Of the surface Dice, in the task's unit of distances. */
  readonly tolerance: number;
}

export interface Task {
  /** As in the recipe's split.json. */
  readonly name: string;
  readonly title: string;
  /** Folder of the strips in the data folder. */
  readonly strips: string;
  readonly modality: "CT" | "MR";
  /** What grey 0 and 255 of the strips are in Hounsfield units; of CT. */
  readonly windowHu?: readonly [black: number, white: number];
  /** Size of the strips' voxels where the index gives none: in the slice, and from slice to slice. */
  readonly assumed?: { readonly pixelMm: number; readonly sliceMm: number };
  readonly targets: readonly Target[];
  /** Structures whose mean is told by itself: that of fewer organs, as others publish it. */
  readonly groups?: readonly TargetGroup[];
  /** The task's values of the labels that the synthetic sample study has; none where it has nothing of the task. */
  readonly sampleValues?: Readonly<Record<number, number>>;
  /** The target whose connected pieces are lesions to be found. */
  readonly lesions?: Target;
  /** The patient of a case: figures of the same patient are averaged before they count. */
  patientOf(caseName: string): string;
  /** Where a case comes from, as far as its name tells: the hospital, or the collection within the set. */
  sourceOf?(caseName: string): string;
  /** Whether the licence of the reference lets shapes of it be shown. */
  readonly mayShowReference: boolean;
  /** DICOM series that show nothing of what the task looks for. */
  readonly negatives: readonly NegativeSeries[];
}

export interface TargetGroup {
  readonly label: string;
  /** Keys of the targets. */
  readonly keys: readonly string[];
}

/** A series below the DICOM folder, by its modality where a folder holds several. */
export interface NegativeSeries {
  readonly name: string;
  readonly folder: string;
  readonly modality: "CT" | "MR";
  readonly shows: string;
  /** Only slices whose centre lies at least this high (LPS z, mm) are taken: what lies below does show it. */
  readonly aboveZMm?: number;
}

const liver: Target = { key: "liver", label: "liver", values: [1, 2], tolerance: 2 };
const liverTumour: Target = { key: "tumour", label: "liver tumour", values: [2], tolerance: 2 };
const glioma: Target = { key: "glioma", label: "glioma", values: [1], tolerance: 2 };

/** An organ of the sets whose strips have their spacing; distances are in millimetres. */
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

/** The task of a model; undefined for a model of something else. */
export function taskOf(modelName: string): Task | undefined {
  return tasks.find(({ name }) => modelName === name || modelName.startsWith(`${name}-`));
}
