import type { Keyword } from "../dictionary.ts";
import type { PrivateKeyword } from "../private-dictionary.ts";

/**
 * The role of a trait:
 * - "contrast": images with different values show different things, so they never belong to one volume;
 * - "time": values may differ from slice to slice of one volume, and are in order of acquisition;
 * - "weak": values may differ from slice to slice for any reason.
 */
export type TraitRole = "contrast" | "time" | "weak";

export interface Trait {
  /** Its name in words, before its value. */
  readonly noun: string;
  readonly unit?: string;
  readonly role: TraitRole;
  /** Attributes of the data set; the first one with a value is used. Attributes in a nested list are combined. */
  readonly from?: readonly Source[];
  /** Attributes in functional groups: the path of sequences, then the attribute. */
  readonly inGroups?: readonly (readonly [...macros: Keyword[], keyword: Keyword])[];
}

export type Source = Keyword | PrivateKeyword | readonly (Keyword | PrivateKeyword)[];

const frameTypes = ["MRImageFrameTypeSequence", "CTImageFrameTypeSequence", "PETFrameTypeSequence"] as const;

/** Describes a diffusion weighting if neither b-value nor direction is stated. */
const diffusionMatrix = (["XX", "XY", "XZ", "YY", "YZ", "ZZ"] as const).map(
  (axes) => ["MRDiffusionSequence", "DiffusionBMatrixSequence", `DiffusionBValue${axes}`] as const,
);

/**
 * Attributes that separate images at the same position into volumes, strongest first (PS3.3 C.7.6, C.8.2 to C.8.4, C.8.9,
 * C.8.13, C.8.15).
 */
export const traitTable = {
  stack: {
    noun: "stack",
    role: "contrast",
    from: ["StackID"],
    inGroups: [["FrameContentSequence", "StackID"]],
  },
  echoTime: {
    noun: "echo time",
    unit: "ms",
    role: "contrast",
    from: ["EchoTime"],
    inGroups: [["MREchoSequence", "EffectiveEchoTime"]],
  },
  inversionTime: {
    noun: "inversion time",
    unit: "ms",
    role: "contrast",
    from: ["InversionTime"],
    inGroups: [["MRModifierSequence", "InversionTimes"]],
  },
  flipAngle: {
    noun: "flip angle",
    unit: "degrees",
    role: "contrast",
    from: ["FlipAngle"],
    inGroups: [["MRTimingAndRelatedParametersSequence", "FlipAngle"]],
  },
  bValue: {
    noun: "b-value",
    role: "contrast",
    from: ["DiffusionBValue", "SiemensBValue", "PhilipsBValue", "UihBValue", "GeBValue"],
    inGroups: [["MRDiffusionSequence", "DiffusionBValue"]],
  },
  gradientDirection: {
    noun: "gradient direction",
    role: "contrast",
    from: [
      "DiffusionGradientOrientation",
      "SiemensGradientDirection",
      ["PhilipsGradientDirectionRL", "PhilipsGradientDirectionAP", "PhilipsGradientDirectionFH"],
      "UihGradientDirection",
      ["GeGradientDirectionX", "GeGradientDirectionY", "GeGradientDirectionZ"],
    ],
    inGroups: [["MRDiffusionSequence", "DiffusionGradientDirectionSequence", "DiffusionGradientOrientation"]],
  },
  diffusionDirectionality: {
    noun: "diffusion",
    role: "contrast",
    from: [
      "DiffusionDirectionality",
      "SiemensDiffusionDirectionality",
      "PhilipsDiffusionDirection",
      "GeDiffusionDirection",
    ],
    inGroups: [["MRDiffusionSequence", "DiffusionDirectionality"]],
  },
  gradientNumber: {
    noun: "gradient",
    role: "contrast",
    from: [["PhilipsBValueNumber", "PhilipsGradientNumber"]],
  },
  temporalPosition: {
    noun: "time point",
    role: "contrast",
    from: ["TemporalPositionIdentifier", "TemporalPositionIndex"],
    inGroups: [["FrameContentSequence", "TemporalPositionIndex"]],
  },
  temporalOffset: {
    noun: "time point",
    unit: "s",
    role: "contrast",
    from: ["TemporalPositionTimeOffset", "PhilipsDynamicScanBegin"],
    inGroups: [["TemporalPositionSequence", "TemporalPositionTimeOffset"]],
  },
  cardiacPhase: {
    noun: "cardiac phase",
    unit: "%",
    role: "contrast",
    from: ["NominalPercentageOfCardiacPhase", "ToshibaCardiacPhase", "GeCardiacStartPhase"],
    inGroups: [["CardiacSynchronizationSequence", "NominalPercentageOfCardiacPhase"]],
  },
  cardiacPhaseNumber: {
    noun: "cardiac phase",
    role: "contrast",
    from: ["PhilipsPhaseNumber", "ToshibaCardiacPhaseMs"],
  },
  respiratoryPhase: {
    noun: "respiratory phase",
    unit: "%",
    role: "contrast",
    from: ["NominalPercentageOfRespiratoryPhase", "ToshibaRespiratoryPhase"],
    inGroups: [["RespiratorySynchronizationSequence", "NominalPercentageOfRespiratoryPhase"]],
  },
  triggerTime: {
    noun: "trigger time",
    unit: "ms",
    role: "time",
    from: ["TriggerTime"],
    inGroups: [["CardiacSynchronizationSequence", "NominalCardiacTriggerDelayTime"]],
  },
  contrastPhase: {
    noun: "contrast phase",
    role: "contrast",
    from: ["ContrastBolusAgentPhase"],
    inGroups: [["ContrastBolusUsageSequence", "ContrastBolusAgentPhase"]],
  },
  imageType: {
    noun: "",
    role: "contrast",
    from: ["ImageType"],
    inGroups: frameTypes.map((macro) => [macro, "FrameType"] as const),
  },
  imageComponent: {
    noun: "image component",
    role: "contrast",
    from: ["ComplexImageComponent", "GeImageType", "PhilipsImageType"],
    inGroups: frameTypes.map((macro) => [macro, "ComplexImageComponent"] as const),
  },
  labelType: { noun: "labelling", role: "contrast", from: ["PhilipsLabelType"] },
  chemicalShift: { noun: "chemical shift", role: "contrast", from: ["PhilipsChemicalShiftNumber"] },
  kernel: {
    noun: "kernel",
    role: "contrast",
    from: ["ConvolutionKernel"],
    inGroups: [["CTReconstructionSequence", "ConvolutionKernel"]],
  },
  reconstruction: {
    noun: "reconstruction",
    role: "contrast",
    from: ["ReconstructionAlgorithm"],
    inGroups: [
      ["CTReconstructionSequence", "ReconstructionAlgorithm"],
      ["CTReconstructionSequence", "ImageFilter"],
    ],
  },
  filter: { noun: "filter", role: "contrast", from: ["FilterType"] },
  kVp: {
    noun: "tube voltage",
    unit: "kV",
    role: "contrast",
    from: ["KVP"],
    inGroups: [["CTXRayDetailsSequence", "KVP"]],
  },
  correction: { noun: "correction", role: "contrast", from: ["CorrectedImage"] },
  units: { noun: "units", role: "contrast", from: ["Units"] },
  repetitionTime: {
    noun: "repetition time",
    unit: "ms",
    role: "contrast",
    from: ["RepetitionTime"],
    inGroups: [["MRTimingAndRelatedParametersSequence", "RepetitionTime"]],
  },
  echoNumber: { noun: "echo", role: "contrast", from: ["EchoNumbers"] },
  scanOptions: { noun: "scan options", role: "contrast", from: ["ScanOptions"] },
  sequence: {
    noun: "sequence",
    role: "contrast",
    from: ["SequenceName", ["ScanningSequence", "SequenceVariant"]],
  },
  coil: {
    noun: "coil",
    role: "contrast",
    from: ["SiemensCoilString", "ReceiveCoilName"],
    inGroups: [["MRReceiveCoilSequence", "ReceiveCoilName"]],
  },
  contrastAgent: { noun: "contrast agent", role: "contrast", from: ["ContrastBolusAgent"] },
  contrastStart: { noun: "contrast given at", role: "contrast", from: ["ContrastBolusStartTime"] },
  inversionRecovery: {
    noun: "inversion recovery",
    role: "contrast",
    from: ["InversionRecovery"],
    inGroups: [["MRModifierSequence", "InversionRecovery"]],
  },
  diffusionMatrix: { noun: "diffusion", role: "contrast", inGroups: diffusionMatrix },
  velocityDirection: {
    noun: "velocity direction",
    role: "contrast",
    from: ["VelocityEncodingDirection"],
    inGroups: [["MRVelocityEncodingSequence", "VelocityEncodingDirection"]],
  },
  velocityLimit: {
    noun: "velocity up to",
    unit: "cm/s",
    role: "contrast",
    inGroups: [["MRVelocityEncodingSequence", "VelocityEncodingMaximumValue"]],
  },
  spinLabelling: {
    noun: "labelling",
    role: "contrast",
    inGroups: [["MRArterialSpinLabelingSequence", "ASLContext"]],
  },
  metabolite: {
    noun: "metabolite map",
    role: "contrast",
    inGroups: [["MRMetaboliteMapSequence", "MetaboliteMapDescription"]],
  },
  heartPosition: {
    noun: "cardiac cycle",
    role: "contrast",
    inGroups: [["FrameContentSequence", "CardiacCyclePosition"]],
  },
  breathPosition: {
    noun: "respiratory cycle",
    role: "contrast",
    inGroups: [["FrameContentSequence", "RespiratoryCyclePosition"]],
  },
  acquisitionContrast: {
    noun: "contrast",
    role: "contrast",
    from: ["AcquisitionContrast"],
    inGroups: [["MRImageFrameTypeSequence", "AcquisitionContrast"]],
  },
  pulseSequence: { noun: "sequence", role: "contrast", from: ["PulseSequenceName"] },
  echoTrain: { noun: "echo train length", role: "contrast", from: ["EchoTrainLength"] },
  bandwidth: { noun: "bandwidth", unit: "Hz/pixel", role: "contrast", from: ["PixelBandwidth"] },
  averages: {
    noun: "averages",
    role: "contrast",
    from: ["NumberOfAverages"],
    inGroups: [["MRAveragesSequence", "NumberOfAverages"]],
  },
  phaseEncoding: { noun: "phase encoding", role: "contrast", from: ["InPlanePhaseEncodingDirection"] },
  fieldStrength: { noun: "field", unit: "T", role: "contrast", from: ["MagneticFieldStrength"] },
  contrastGiven: {
    noun: "contrast given",
    role: "contrast",
    inGroups: [["ContrastBolusUsageSequence", "ContrastBolusAgentAdministered"]],
  },
  contrastVolume: { noun: "contrast", unit: "ml", role: "contrast", from: ["ContrastBolusVolume"] },
  fieldOfView: { noun: "field of view", unit: "mm", role: "contrast", from: ["ReconstructionDiameter"] },
  patientPosition: { noun: "patient position", role: "contrast", from: ["PatientPosition"] },
  acquisitionProtocol: {
    noun: "protocol",
    role: "contrast",
    from: [["AcquisitionProtocolName", "AcquisitionProtocolDescription"]],
  },
  procedureStep: { noun: "procedure step", role: "contrast", from: ["PerformedProcedureStepDescription"] },
  station: { noun: "station", role: "contrast", from: [["Manufacturer", "StationName"]] },
  description: { noun: "", role: "contrast", from: ["SeriesDescription"] },
  protocol: { noun: "protocol", role: "contrast", from: ["ProtocolName"] },
  seriesNumber: { noun: "series number", role: "contrast", from: ["SeriesNumber"] },
  energyWindow: { noun: "energy window", role: "contrast" },
  detector: { noun: "detector", role: "contrast" },
  phase: { noun: "phase", role: "contrast" },
  heartBeat: { noun: "heart beat interval", role: "contrast" },
  timeSlot: { noun: "time slot", role: "contrast" },
  acquisitionNumber: {
    noun: "acquisition",
    role: "contrast",
    from: ["AcquisitionNumber"],
    inGroups: [["FrameContentSequence", "FrameAcquisitionNumber"]],
  },
  acquisitionDateTime: {
    noun: "acquired at",
    role: "time",
    from: ["AcquisitionDateTime"],
    inGroups: [["FrameContentSequence", "FrameAcquisitionDateTime"]],
  },
  acquisitionDate: { noun: "acquired on", role: "time", from: ["AcquisitionDate"] },
  acquisitionTime: { noun: "acquired at", role: "time", from: ["AcquisitionTime"] },
  frameReferenceTime: {
    noun: "frame reference time",
    unit: "ms",
    role: "time",
    from: ["FrameReferenceTime"],
    inGroups: [["FrameContentSequence", "FrameReferenceDateTime"]],
  },
  seriesTime: { noun: "series time", role: "contrast", from: ["SeriesTime"] },
  contentDate: { noun: "content date", role: "time", from: ["ContentDate"] },
  contentTime: { noun: "content time", role: "time", from: ["ContentTime"] },
  sliceThickness: {
    noun: "slice thickness",
    unit: "mm",
    role: "weak",
    from: ["SliceThickness"],
    inGroups: [["PixelMeasuresSequence", "SliceThickness"]],
  },
  derivation: { noun: "", role: "weak", from: ["DerivationDescription"] },
  comments: {
    noun: "",
    role: "weak",
    from: ["ImageComments", "AcquisitionComments"],
    inGroups: [["FrameContentSequence", "FrameComments"]],
  },
  frameLabel: { noun: "", role: "weak", inGroups: [["FrameContentSequence", "FrameLabel"]] },
  sliceDistance: { noun: "slice distance", unit: "mm", role: "weak", from: ["SpacingBetweenSlices"] },
  tubeCurrent: {
    noun: "tube current",
    unit: "mA",
    role: "weak",
    from: ["XRayTubeCurrent"],
    inGroups: [["CTExposureSequence", "XRayTubeCurrentInmA"]],
  },
  exposure: { noun: "exposure", role: "weak", from: [["Exposure", "ExposureTime"]] },
  duration: {
    noun: "duration",
    unit: "ms",
    role: "weak",
    from: ["ActualFrameDuration"],
    inGroups: [["FrameContentSequence", "FrameAcquisitionDuration"]],
  },
  triggerDelay: {
    noun: "trigger delay",
    unit: "ms",
    role: "weak",
    inGroups: [["CardiacSynchronizationSequence", "ActualCardiacTriggerDelayTime"]],
  },
  tableHeight: { noun: "table height", unit: "mm", role: "weak", from: ["TableHeight"] },
  irradiation: { noun: "irradiation", role: "weak", from: ["IrradiationEventUID"] },
  creationTime: {
    noun: "created at",
    role: "weak",
    from: [["InstanceCreationDate", "InstanceCreationTime"]],
  },
  window: { noun: "window", role: "weak", from: ["WindowCenter"] },
  /** Frames of one multi-frame instance. */
  instance: { noun: "instance", role: "weak", from: ["SOPInstanceUID"] },
} as const satisfies Record<string, Trait>;
