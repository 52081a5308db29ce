"""A task of TotalSegmentator that crops, with random weights, and what the package's own steps make of a volume: JSON on standard output."""

import base64
import contextlib
import json
import sys
import warnings
from pathlib import Path

import nibabel as nib
import numpy as np
import torch

TRAINING = Path(__file__).parents[3] / "models" / "training"
sys.path[:0] = [str(TRAINING), str(TRAINING / "tests")]

from autoseg_import.__main__ import main as run_import
from autoseg_import.totalsegmentator.tasks import Task, find_task
from nnunetv2.imageio.simpleitk_reader_writer import SimpleITKIO
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
from predict_nnunet import add_what_nnunet_reads, blobs
from test_import import totalsegmentator_weights
from totalsegmentator.alignment import as_closest_canonical, undo_canonical
from totalsegmentator.cropping import crop_to_mask, undo_crop
from totalsegmentator.resampling import change_spacing

TASK = "liver_segments"
SHAPE, SPACING = (70, 66, 30), (0.8, 0.8, 2.5)


def volume() -> np.ndarray:
    """Something in the middle of air."""
    grey = np.full(SHAPE, -1000, np.int16)
    grey[20:45, 22:44, 8:22] = blobs((25, 22, 14), 0)
    return grey


def folder_of(weights: Path, task: Task) -> Path:
    return next(weights.glob(f"Dataset{task.datasets[0]:03d}_*")) / f"{task.trainer}__nnUNetPlans__{task.configuration}"


def predict(folder: Path, image: nib.Nifti1Image, task: Task, out: Path) -> nib.Nifti1Image:
    """`nnUNet_predict_image` of the package, step by step, for one part and on the processor."""
    canonical = as_closest_canonical(image)
    spacing = [float(one) for one in task.spacing_mm]
    resampled = change_spacing(canonical, spacing, order=1, dtype=np.int32, nr_cpus=1)
    nib.save(resampled, out / "given.nii.gz")
    values, properties = SimpleITKIO().read_images([str(out / "given.nii.gz")])
    predictor = nnUNetPredictor(
        tile_step_size=task.step_size,
        use_mirroring=False,
        device=torch.device("cpu"),
        allow_tqdm=False,
        perform_everything_on_device=False,
    )
    predictor.initialize_from_trained_model_folder(str(folder), (0,), "checkpoint_final.pth")
    labels = np.asarray(predictor.predict_single_npy_array(values, properties, None, None, False)).astype(np.uint8)
    found = nib.Nifti1Image(labels.transpose(2, 1, 0), resampled.affine)
    back = change_spacing(
        found, spacing, canonical.shape, order=0, dtype=np.uint8, nr_cpus=1, force_affine=canonical.affine
    )
    return undo_canonical(back, image)


def swap_channels(folder: Path, one: int, other: int) -> None:
    path = folder / "fold_0" / "checkpoint_final.pth"
    state = torch.load(path, weights_only=False)
    for name, value in state["network_weights"].items():
        if "seg_layers" in name:
            state["network_weights"][name] = value[
                [other if n == one else one if n == other else n for n in range(len(value))]
            ]
    torch.save(state, path)


def crop_label(labels: np.ndarray) -> int:
    """A label that is found in a part of the volume only."""
    sizes = {
        int(label): np.prod([np.ptp(axis) + 1 for axis in np.nonzero(labels == label)])
        for label in np.unique(labels)
        if label > 0
    }
    return min(sizes, key=sizes.get)


if __name__ == "__main__":
    torch.set_num_threads(1)
    out = Path(sys.argv[1])
    weights = out / "weights"
    task = find_task(TASK, "default")
    with contextlib.redirect_stdout(sys.stderr), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for one in (task, task.rough):
            names = {value: name for name, value in one.values.items()}
            totalsegmentator_weights(weights, one.datasets[0], names, one.trainer, *one.spacing_mm)
            add_what_nnunet_reads(folder_of(weights, one))
        # RAS of NIfTI: x and y run against those of DICOM, so that the volume lies as DICOM's axes do.
        image = nib.Nifti1Image(volume(), np.diag([-SPACING[0], -SPACING[1], SPACING[2], 1]))
        rough = folder_of(weights, task.rough)
        wanted = task.rough.values[task.crop[0]]
        swap_channels(rough, wanted, crop_label(predict(rough, image, task.rough, out).get_fdata()))
        if run_import(["totalsegmentator", TASK, "--weights", str(weights), "--out", str(out / "model")]) != 0:
            raise SystemExit(1)
        organs = predict(rough, image, task.rough, out).get_fdata()
        mask = np.isin(organs, [task.rough.values[name] for name in task.crop]).astype(np.uint8)
        cropped, box = crop_to_mask(image, nib.Nifti1Image(mask, image.affine), [20, 20, 20], dtype=np.int32)
        assert cropped.shape != image.shape, "the organs must not fill the volume"
        labels = undo_crop(predict(folder_of(weights, task), cropped, task, out), image, box).get_fdata()
    grey = image.get_fdata().astype(np.int16).tobytes(order="F")
    case = {
        "name": "a task that crops",
        "model": str(out / "model"),
        "size": list(SHAPE),
        "spacingMm": list(SPACING),
        "grey": [base64.b64encode(grey).decode()],
        "labels": base64.b64encode(labels.astype(np.uint8).tobytes(order="F")).decode(),
    }
    json.dump([case], sys.stdout)
