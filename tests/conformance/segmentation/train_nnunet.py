"""
Models that nnU-Net's own trainer makes of real abdominal MR, imported, and what nnUNetPredictor makes of a volume that none of
them has seen, read from DICOM: `python train_nnunet.py STRIPS FOLDER`, JSON on standard output. Small networks, five short
epochs, two folds, mirroring on: the labels are poor, and all steps are those of a real model.
"""

import base64
import contextlib
import json
import os
import sys
from copy import deepcopy
from datetime import date
from pathlib import Path

STRIPS, OUT = Path(sys.argv[1]), Path(sys.argv[2])
for name in ("raw", "preprocessed", "results"):
    os.environ[f"nnUNet_{name}"] = str(OUT / name)
os.environ |= {"nnUNet_n_proc_DA": "1", "nnUNet_def_n_proc": "1", "nnUNet_compile": "f"}
TRAINING = Path(__file__).parents[3] / "models" / "training"
sys.path[:0] = [str(TRAINING), str(TRAINING / "tests")]

import numpy as np
import SimpleITK as sitk
import torch
from autoseg_import.__main__ import main as run_import
from autoseg_training.readers import read_strips
from nnunetv2.experiment_planning.plan_and_preprocess_api import extract_fingerprints, plan_experiments, preprocess
from nnunetv2.imageio.simpleitk_reader_writer import SimpleITKIO
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
from nnunetv2.training.nnUNetTrainer.variants.training_length.nnUNetTrainer_Xepochs import nnUNetTrainer_5epochs
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage, generate_uid
from recorded_steps import predict_in_steps
from test_import import architecture, residual

DATASET = "Dataset019_Abdomen"
# The kidneys and the spleen as one: so short a training finds large things only.
LABELS = {"background": 0, "liver": 1, "other organs": 2}
PATIENTS = 6
ITERATIONS, LEARNING_RATE = 60, 0.03


def write_raw(sources: list) -> None:
    """What nnU-Net trains on: NIfTI files and dataset.json."""
    folder = OUT / "raw" / DATASET
    for name in ("imagesTr", "labelsTr"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number, source in enumerate(sources):
        for path, values in (
            (folder / "imagesTr" / f"case{number}_0000.nii.gz", source.grey.astype(np.int16)),
            (folder / "labelsTr" / f"case{number}.nii.gz", np.minimum(source.labels, 2).astype(np.uint8)),
        ):
            image = sitk.GetImageFromArray(values)
            image.SetSpacing([float(mm) for mm in source.spacing_mm])
            sitk.WriteImage(image, str(path))
    (folder / "dataset.json").write_text(
        json.dumps(
            {
                "channel_names": {"0": "MR"},
                "labels": LABELS,
                "numTraining": len(sources),
                "file_ending": ".nii.gz",
                "overwrite_image_reader_writer": "SimpleITKIO",
            }
        )
    )


def small(plain: dict, patch: list[int], spacing: list[float]) -> dict:
    """A configuration with a small network; the spacing is coarser than that of the images, so that they are resampled."""
    kind = deepcopy(architecture(len(patch)))
    flat = len(patch) == 3
    kind["arch_kwargs"] |= {
        "n_stages": 4,
        "features_per_stage": [8, 16, 32, 48],
        "kernel_sizes": [[1, 3, 3], [3, 3, 3], [3, 3, 3], [3, 3, 3]] if flat else [[3, 3]] * 4,
        "strides": [[1, 1, 1], [1, 2, 2], [2, 2, 2], [2, 2, 2]] if flat else [[1, 1], [2, 2], [2, 2], [2, 2]],
        "n_conv_per_stage": [2, 2, 2, 2],
        "n_conv_per_stage_decoder": [2, 2, 2],
    }
    return plain | {"batch_size": 2 if flat else 4, "patch_size": patch, "spacing": spacing, "architecture": kind}


def plan_and_preprocess() -> dict[str, dict]:
    """Plans of plain networks and of residual encoders, by their names; what is there already stays."""
    folder = OUT / "preprocessed" / DATASET
    names = ("nnUNetPlans", "nnUNetResEncUNetPlans")
    if (folder / "done").is_file():
        return {name: json.loads((folder / f"{name}.json").read_text()) for name in names}
    extract_fingerprints([19], num_processes=1, verbose=False, show_progress_bar=False)
    plan_experiments([19])
    plans = json.loads((folder / "nnUNetPlans.json").read_text())
    kinds = plans["configurations"]
    kinds["2d"] = small(kinds["2d"], [96, 96], [2.5, 2.5])
    kinds["3d_fullres"] = small(kinds["3d_fullres"], [8, 64, 64], [7.7, 2.5, 2.5])
    residuals = deepcopy(plans) | {"plans_name": "nnUNetResEncUNetPlans"}
    for one in residuals["configurations"].values():
        if "architecture" not in one:
            continue
        one["architecture"] = residual(one["architecture"])
        one["architecture"]["arch_kwargs"]["n_blocks_per_stage"] = [1, 1, 2, 2]
    found = dict(zip(names, (plans, residuals), strict=True))
    for name, content in found.items():
        (folder / f"{name}.json").write_text(json.dumps(content))
    preprocess([19], "nnUNetPlans", ("2d", "3d_fullres"), (1, 1), verbose=False)
    (folder / "done").touch()
    return found


def train(plans: dict, configuration: str, fold: int) -> Path:
    """Five epochs by nnU-Net's trainer, unless they were done before. @returns the folder of the configuration"""
    dataset = json.loads((OUT / "preprocessed" / DATASET / "dataset.json").read_text())
    # Without processes beside this one; planning needs one.
    os.environ["nnUNet_n_proc_DA"] = "0"
    torch.manual_seed(fold)
    np.random.seed(fold)
    trainer = nnUNetTrainer_5epochs(
        deepcopy(plans) | {"continue_training": False}, configuration, fold, dataset, device=torch.device("cpu")
    )
    trainer.num_iterations_per_epoch = ITERATIONS
    trainer.num_val_iterations_per_epoch = 2
    trainer.initial_lr = LEARNING_RATE
    if not (Path(trainer.output_folder) / "checkpoint_final.pth").is_file():
        trainer.run_training()
    return Path(trainer.output_folder_base)


def write_dicom(source, folder: Path) -> None:
    """The volume as an MR series, from the feet upwards."""
    folder.mkdir(parents=True, exist_ok=True)
    study, series, frame = (generate_uid() for _ in range(3))
    columns_mm, rows_mm, slices_mm = map(float, source.spacing_mm)
    for number, plane in enumerate(source.grey):
        instance = generate_uid()
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = MRImageStorage, instance
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        one = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
        one.SOPClassUID, one.SOPInstanceUID = MRImageStorage, instance
        one.StudyInstanceUID, one.SeriesInstanceUID, one.FrameOfReferenceUID = study, series, frame
        one.PatientName, one.PatientID, one.Modality = "Held^Out", "held-out", "MR"
        one.StudyDate, one.SeriesNumber, one.InstanceNumber = date.today().strftime("%Y%m%d"), 1, number + 1
        one.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        one.ImagePositionPatient = [0.0, 0.0, round(number * slices_mm, 4)]
        one.PixelSpacing, one.SliceThickness = [rows_mm, columns_mm], slices_mm
        one.Rows, one.Columns = plane.shape
        one.SamplesPerPixel, one.PhotometricInterpretation = 1, "MONOCHROME2"
        one.BitsAllocated, one.BitsStored, one.HighBit, one.PixelRepresentation = 16, 16, 15, 0
        one.PixelData = plane.astype("<u2").tobytes()
        one.save_as(folder / f"{number:03}.dcm", enforce_file_format=True)


def predict(folder: Path, folds: tuple[int, ...], dicom: Path, mirroring: bool, stem: Path) -> tuple[np.ndarray, dict]:
    """Labels [z, y, x] by nnU-Net itself, of the series as SimpleITK reads it, and its steps."""
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(dicom)))
    nifti = OUT / "held-out.nii.gz"
    sitk.WriteImage(reader.Execute(), str(nifti))
    grey, properties = SimpleITKIO().read_images([str(nifti)])
    predictor = nnUNetPredictor(
        use_mirroring=mirroring, device=torch.device("cpu"), allow_tqdm=False, perform_everything_on_device=False
    )
    predictor.initialize_from_trained_model_folder(str(folder), folds, "checkpoint_final.pth")
    return predict_in_steps(predictor, stem, grey, properties, None, None, False)


def case(name: str, folder: Path, folds: tuple[int, ...], dicom: Path, *options: str) -> dict:
    model = OUT / f"{name}-model"
    given = ["nnunet", str(folder), "--out", str(model), "--modality", "MR", "--folds", *map(str, folds), *options]
    # A folder that is kept holds the model of an earlier run.
    if run_import([*given, "--force"]) != 0:
        raise SystemExit(f"{name} was not imported")
    labels, steps = predict(folder, folds, dicom, "--no-mirroring" not in options, OUT / name)
    return {
        "name": name,
        "model": str(model),
        "dicom": str(dicom),
        "labels": base64.b64encode(labels.astype(np.uint8).tobytes()).decode(),
        "steps": steps,
    }


def main() -> list[dict]:
    sources = list(read_strips(STRIPS, {"kind": "z-score"}))[:PATIENTS]
    *known, held_out = sources
    write_raw(known)
    plans = plan_and_preprocess()
    dicom = OUT / "held-out"
    write_dicom(held_out, dicom)
    both = [train(plans["nnUNetPlans"], "2d", fold) for fold in (0, 1)][0]
    volume = train(plans["nnUNetPlans"], "3d_fullres", 0)
    encoder = train(plans["nnUNetResEncUNetPlans"], "3d_fullres", 0)
    return [
        case("2d-two-folds", both, (0, 1), dicom),
        case("2d-without-mirroring", both, (0,), dicom, "--no-mirroring"),
        case("3d-of-long-voxels", volume, (0,), dicom),
        case("residual-encoder", encoder, (0,), dicom),
    ]


if __name__ == "__main__":
    torch.set_num_threads(1)
    with contextlib.redirect_stdout(sys.stderr):
        cases = main()
    answer = json.dumps(cases)
    # For tests that run what is kept here in a browser.
    (OUT / "cases.json").write_text(answer)
    sys.stdout.write(answer)
