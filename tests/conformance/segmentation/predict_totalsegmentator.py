"""
Tasks of TotalSegmentator with random weights, and what the package's own steps make of a volume:
`python predict_totalsegmentator.py FOLDER [DICOM]`, JSON on standard output. With a folder of a CT series the tasks are given that
series, else made volumes.
"""

import base64
import contextlib
import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import nibabel as nib
import numpy as np
import SimpleITK as sitk
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

SHAPE, SPACING = (70, 66, 30), (0.8, 0.8, 2.5)


def volume() -> np.ndarray:
    """Something in the middle of air."""
    grey = np.full(SHAPE, -1000, np.int16)
    grey[20:45, 22:44, 8:22] = blobs((25, 22, 14), 0)
    return grey


def as_image(grey: np.ndarray) -> nib.Nifti1Image:
    """RAS of NIfTI: x and y run against those of DICOM, so that the volume lies as DICOM's axes do."""
    return nib.Nifti1Image(grey, np.diag([-SPACING[0], -SPACING[1], SPACING[2], 1]))


def create_weights(weights: Path, task: Task, patch: int = 8) -> list[Path]:
    """Folders of the task's data sets, with random weights."""
    folders = []
    for dataset in task.datasets:
        names = task.parts.get(dataset) or {value: name for name, value in task.values.items()}
        totalsegmentator_weights(weights, dataset, names, task.trainer, *task.spacing_mm, patch=patch)
        kind = f"{task.trainer}__nnUNetPlans__{task.configuration}"
        folders.append(next(weights.glob(f"Dataset{dataset:03d}_*")) / kind)
        add_what_nnunet_reads(folders[-1])
    return folders


def predict(folders: list[Path], image: nib.Nifti1Image, task: Task, out: Path) -> nib.Nifti1Image:
    """`nnUNet_predict_image` of the package, step by step, on the processor; of several parts a later one wins."""
    canonical = as_closest_canonical(image)
    spacing = [float(one) for one in task.spacing_mm]
    resampled = change_spacing(canonical, spacing, order=1, dtype=np.int32, nr_cpus=1)
    nib.save(resampled, out / "given.nii.gz")
    values, properties = SimpleITKIO().read_images([str(out / "given.nii.gz")])
    joined = np.zeros(values.shape[1:], np.uint8)
    for dataset, folder in zip(task.datasets, folders, strict=True):
        predictor = nnUNetPredictor(
            tile_step_size=task.step_size,
            use_mirroring=False,
            device=torch.device("cpu"),
            allow_tqdm=False,
            perform_everything_on_device=False,
        )
        predictor.initialize_from_trained_model_folder(str(folder), (0,), "checkpoint_final.pth")
        labels = np.asarray(predictor.predict_single_npy_array(values, properties, None, None, False))
        for channel, name in task.parts.get(dataset, {}).items():
            joined[labels == channel] = task.values[name]
        if not task.parts:
            joined = labels.astype(np.uint8)
    found = nib.Nifti1Image(joined.transpose(2, 1, 0), resampled.affine)
    back = change_spacing(
        found, spacing, canonical.shape, order=0, dtype=np.uint8, nr_cpus=1, force_affine=canonical.affine
    )
    return undo_canonical(back, image)


def change_head(folder: Path, change: Callable[[torch.Tensor], torch.Tensor]) -> None:
    """Changes weights and biases of the classes in every head."""
    path = folder / "fold_0" / "checkpoint_final.pth"
    state = torch.load(path, weights_only=False)
    for name, value in state["network_weights"].items():
        if "seg_layers" in name:
            state["network_weights"][name] = change(value)
    torch.save(state, path)


def favour_background(head: torch.Tensor, bias: float) -> torch.Tensor:
    """Leaves voxels to the other parts."""
    return torch.cat([head[:1] + bias, head[1:]]) if head.ndim == 1 else head


def crop_label(labels: np.ndarray) -> int:
    """A label that is found in a part of the volume only."""
    sizes = {
        int(label): np.prod([np.ptp(axis) + 1 for axis in np.nonzero(labels == label)])
        for label in np.unique(labels)
        if label > 0
    }
    return min(sizes, key=sizes.get)


def import_task(name: str, mode: str, weights: Path, model: Path) -> None:
    if run_import(["totalsegmentator", name, "--mode", mode, "--weights", str(weights), "--out", str(model)]) != 0:
        raise SystemExit(1)


def case_of(name: str, model: Path, image: nib.Nifti1Image, labels: nib.Nifti1Image) -> dict:
    def encode(values: np.ndarray, kind: type) -> str:
        return base64.b64encode(values.astype(kind).tobytes(order="F")).decode()

    return {
        "name": name,
        "model": str(model),
        "size": list(SHAPE),
        "spacingMm": list(SPACING),
        "grey": [encode(image.get_fdata(), np.int16)],
        "labels": encode(labels.get_fdata(), np.uint8),
    }


def cropping_task(name: str, out: Path) -> dict:
    """The task is given the box around organs that a rough model finds."""
    task = find_task("liver_segments", "default")
    folders, rough = (create_weights(out / "weights", one) for one in (task, task.rough))
    image = as_image(volume())
    wanted = task.rough.values[task.crop[0]]
    swapped = crop_label(predict(rough, image, task.rough, out).get_fdata())

    def swap(head: torch.Tensor) -> torch.Tensor:
        order = list(range(len(head)))
        order[wanted], order[swapped] = swapped, wanted
        return head[order]

    change_head(rough[0], swap)
    import_task(task.name, "default", out / "weights", out / "model")
    organs = predict(rough, image, task.rough, out).get_fdata()
    mask = np.isin(organs, [task.rough.values[name] for name in task.crop]).astype(np.uint8)
    cropped, box = crop_to_mask(image, nib.Nifti1Image(mask, image.affine), [20, 20, 20], dtype=np.int32)
    assert cropped.shape != image.shape, "the organs must not fill the volume"
    return case_of(name, out / "model", image, undo_crop(predict(folders, cropped, task, out), image, box))


def whole_task(task: Task, mode: str, image: nib.Nifti1Image, out: Path, *, patch: int, bias: float) -> nib.Nifti1Image:
    """Labels of a task that is given the whole volume; its imported model is in `out / "model"`."""
    folders = create_weights(out / "weights", task, patch)
    for number, folder in enumerate(folders):
        # All start from the same random numbers: rolled, each finds its background elsewhere.
        change_head(folder, lambda head, shift=3 * number: favour_background(torch.roll(head, shift, 0), bias))
    import_task(task.name, mode, out / "weights", out / "model")
    labels = predict(folders, image, task, out)
    values = set(np.unique(labels.get_fdata()))
    for part in task.parts.values():
        assert len(values & {task.values[one] for one in part.values()}) > 1, "each part must find something"
    return labels


def made_task(name: str, task_name: str, mode: str, out: Path) -> dict:
    image = as_image(blobs(SHAPE, 1))
    labels = whole_task(find_task(task_name, mode), mode, image, out, patch=8, bias=0.5)
    return case_of(name, out / "model", image, labels)


def read_dicom(series: str, out: Path) -> nib.Nifti1Image:
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(series))
    sitk.WriteImage(reader.Execute(), str(out / "series.nii.gz"))
    return nib.load(out / "series.nii.gz")


def real_task(name: str, series: str, mode: str, out: Path) -> dict:
    """A task of CT, with the labels in a file, columns fastest."""
    labels = whole_task(find_task("total", mode), mode, read_dicom(series, out), out, patch=48, bias=4)
    labels.get_fdata().astype(np.uint8).ravel(order="F").tofile(out / "labels.u8")
    return {"name": name, "model": str(out / "model"), "labels": str(out / "labels.u8")}


if __name__ == "__main__":
    torch.set_num_threads(1)
    out, *series = (Path(sys.argv[1]), *sys.argv[2:])
    made = {
        "a task that crops": cropping_task,
        "one network at 3 mm": lambda name, own: made_task(name, "total", "fast", own),
        "two parts at 1.5 mm": lambda name, own: made_task(name, "total_mr", "default", own),
    }
    real = {
        "one network at 3 mm": lambda name, own: real_task(name, series[0], "fast", own),
        "five parts at 1.5 mm": lambda name, own: real_task(name, series[0], "default", own),
    }
    cases = []
    with contextlib.redirect_stdout(sys.stderr), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, make in (real if series else made).items():
            own = out / name
            own.mkdir()
            cases.append(make(name, own))
    json.dump(cases, sys.stdout)
