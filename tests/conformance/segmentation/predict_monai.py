"""Bundles of MONAI with random weights, imported, and what MONAI's own evaluator makes of a volume: JSON on standard output."""

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
from monai.bundle import ConfigParser
from monai.data import DataLoader, Dataset
from monai.engines import SupervisedEvaluator
from predict_nnunet import blobs
from test_import import brats, bundle, steps

SPACING = (1.1, 0.9, 2.3)
SEGRESNET = {
    "spatial_dims": 3,
    "in_channels": 1,
    "out_channels": 3,
    "init_filters": 8,
    "blocks_down": [1, 2],
    "blocks_up": [1],
}
DYNUNET = {
    "spatial_dims": 3,
    "in_channels": 1,
    "out_channels": 3,
    "kernel_size": [3, 3, 3],
    "strides": [1, 2, 2],
    "upsample_kernel_size": [2, 2],
    "filters": [4, 8, 8],
}
GAUSSIAN = {"_target_": "SlidingWindowInferer", "roi_size": [16, 16, 16], "overlap": 0.5, "mode": "gaussian"}
CONSTANT = {"_target_": "SlidingWindowInferer", "roi_size": [16, 16, 16], "overlap": 0.25, "mode": "constant"}
# Probabilities go back to the image, or labels by the nearest voxel.
BEFORE_INVERSION = steps(
    {"_target_": "AsDiscreted", "keys": "pred", "argmax": True},
    {"_target_": "Invertd", "keys": "pred", "nearest_interp": True},
)
AFTER_INVERSION = steps(
    {"_target_": "Activationsd", "keys": "pred", "softmax": True},
    {"_target_": "Invertd", "keys": "pred", "nearest_interp": False},
    {"_target_": "AsDiscreted", "keys": "pred", "argmax": True},
)


def randomize(folder: Path, network: torch.nn.Module) -> dict:
    """Weights whose answers differ from voxel to voxel."""
    torch.manual_seed(7)
    state = network.state_dict()
    for name, value in state.items():
        if name.endswith("weight") and value.dim() == 5:
            state[name] = value + 0.15 * torch.randn_like(value)
    torch.save(state, folder / "models" / "model.pt")
    return state


def predict(folder: Path, images: list[str]) -> np.ndarray:
    """Channels [c, x, y, z] of the bundle's own postprocessing."""
    config = json.loads((folder / "configs" / "inference.json").read_text())
    for one in config["postprocessing"]["transforms"]:
        if one["_target_"] == "Invertd":
            one |= {"transform": "@preprocessing", "orig_keys": "image", "to_tensor": True}
        one.setdefault("keys", "pred")
    for one in config["preprocessing"]["transforms"]:
        one.setdefault("keys", "image")
    parser = ConfigParser(config)
    before, after, inferer = (parser.get_parsed_content(key) for key in ("preprocessing", "postprocessing", "inferer"))
    network = parser.get_parsed_content("network_def")
    network.load_state_dict(randomize(folder, network))
    network.eval()
    given = {"image": images if len(images) > 1 else images[0]}
    evaluator = SupervisedEvaluator(
        device=torch.device("cpu"),
        val_data_loader=DataLoader(Dataset([given], before)),
        network=network,
        inferer=inferer,
        postprocessing=after,
    )
    evaluator.run()
    return np.asarray(evaluator.state.output[0]["pred"])


def case(out: Path, name: str, folder: Path, count: int, *options: str) -> dict:
    """A bundle, its model, volumes and the labels of MONAI, columns fastest."""
    shape = (30, 34, 17)
    # RAS of NIfTI: x and y run against those of DICOM, so that the volume lies as DICOM's axes do.
    affine = np.diag([-SPACING[0], -SPACING[1], SPACING[2], 1])
    images = [blobs(shape, number) for number in range(count)]
    paths = [str(out / f"{name}-{number}.nii.gz") for number in range(count)]
    for image, path in zip(images, paths, strict=True):
        nib.save(nib.Nifti1Image(image, affine), path)
    with contextlib.redirect_stdout(sys.stderr), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = predict(folder, paths)
        if run_import(["monai", str(folder), "--out", str(out / f"{name}-model"), *options]) != 0:
            raise SystemExit(1)
    labels = np.zeros(shape, np.uint8)
    # Of a softmax one channel of labels; of a sigmoid a later segment goes over the earlier ones.
    for channel, values in enumerate(found):
        labels = values if len(found) == 1 else np.where(values > 0, channel + 1, labels)
    return {
        "name": name,
        "model": str(out / f"{name}-model"),
        "size": list(shape),
        "spacingMm": list(SPACING),
        "grey": [base64.b64encode(image.tobytes(order="F")).decode() for image in images],
        "labels": base64.b64encode(np.asarray(labels).astype(np.uint8).tobytes(order="F")).decode(),
    }


if __name__ == "__main__":
    torch.set_num_threads(1)
    out = Path(sys.argv[1])

    def made(name: str, network: dict, kind: str, inferer: dict, postprocessing: dict) -> dict:
        changes = {
            "network_def": {"_target_": kind, **network},
            "inferer": inferer,
            "postprocessing": postprocessing,
        }
        return case(out, name, bundle(out / name, inference=changes), 1)

    cases = [
        made("SegResNet, Gaussian, argmax after inversion", SEGRESNET, "SegResNet", GAUSSIAN, AFTER_INVERSION),
        made("SegResNet, constant, argmax before inversion", SEGRESNET, "SegResNet", CONSTANT, BEFORE_INVERSION),
        made("DynUNet, constant, argmax after inversion", DYNUNET, "DynUNet", CONSTANT, AFTER_INVERSION),
        made("DynUNet, Gaussian, argmax before inversion", DYNUNET, "DynUNet", GAUSSIAN, BEFORE_INVERSION),
        case(
            out,
            "SegResNet of four images as they are",
            brats(out / "brats"),
            4,
            *("--orientation", "LPS", "--spacing", *map(str, SPACING)),
        ),
    ]
    json.dump(cases, sys.stdout)
