"""Folders of nnU-Net's results with random weights, imported, and what nnUNetPredictor makes of a volume: JSON on standard output."""

import base64
import contextlib
import json
import sys
from pathlib import Path

import numpy as np
import torch

TRAINING = Path(__file__).parents[3] / "models" / "training"
sys.path[:0] = [str(TRAINING), str(TRAINING / "tests")]

from autoseg_import.__main__ import main as run_import
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
from recorded_steps import predict_in_steps
from test_import import configuration, residual, trained

RANDOM = np.random.default_rng(4)


def blobs(shape: tuple[int, int, int], margin: int) -> np.ndarray:
    """Smooth grey values of whole numbers, in zeros where there is a margin."""
    from scipy import ndimage

    grey = ndimage.gaussian_filter(RANDOM.normal(size=shape), 2)
    grey = np.round(grey / grey.std() * 60 + 30).astype(np.int16)
    if margin:
        frame = np.zeros(shape, bool)
        frame[margin:-margin, margin:-margin, margin:-margin] = True
        grey[~frame] = 0
    return grey


def add_what_nnunet_reads(folder: Path) -> None:
    """Entries that the importer does not need."""
    plans = json.loads((folder / "plans.json").read_text())
    plans |= {"plans_name": "nnUNetPlans", "transpose_backward": [0, 1, 2], "label_manager": "LabelManager"}
    for entry in plans["configurations"].values():
        seg = {"is_seg": True, "order": 1, "order_z": 0, "force_separate_z": None}
        needed = {
            "resampling_fn_seg": "resample_data_or_seg_to_shape",
            "resampling_fn_seg_kwargs": seg,
            "batch_size": 2,
        }
        entry |= needed | entry
    (folder / "plans.json").write_text(json.dumps(plans))
    dataset = json.loads((folder / "dataset.json").read_text())
    (folder / "dataset.json").write_text(json.dumps(dataset | {"file_ending": ".nii.gz"}))
    for number, path in enumerate(sorted(folder.glob("fold_*/checkpoint_final.pth"))):
        state = torch.load(path, weights_only=False)
        torch.manual_seed(number)
        for name, value in state["network_weights"].items():
            if "seg_layers" in name and name.endswith("weight"):
                value *= 8
            elif value.dim() > 3:
                value += 0.15 * torch.randn_like(value)
        torch.save(state, path)


def case(out: Path, name: str, shape: tuple[int, int, int], spacing: list[float], margin: int, **changes) -> dict:
    """A folder, its model, volumes [z, y, x] of its channels and the labels of nnU-Net."""
    folds = changes.pop("folds", ("0",))
    channels = len(changes.get("dataset", {}).get("channel_names", "1"))
    first = changes.pop("first", None)
    folder = trained(out / name, changes.pop("kind", "3d_fullres"), folds=folds, **changes)
    add_what_nnunet_reads(folder)
    with contextlib.redirect_stdout(sys.stderr):
        if run_import(["nnunet", str(folder), "--out", str(out / f"{name}-model")]) != 0:
            raise SystemExit(1)
        grey = np.stack([blobs(shape, margin + channel) for channel in range(channels)])
        labels = None
        for stage in [folder] if first is None else [first, folder]:
            predictor = nnUNetPredictor(
                device=torch.device("cpu"), allow_tqdm=False, perform_everything_on_device=False
            )
            predictor.initialize_from_trained_model_folder(str(stage), tuple(map(int, folds)), "checkpoint_final.pth")
            previous = None if labels is None else labels[None].astype(np.int16)
            properties = {"spacing": spacing, "sitk_stuff": {}}
            labels, steps = predict_in_steps(
                predictor, out / name, grey.astype(np.float32), properties, previous, None, False
            )
    return {
        "name": name,
        "model": str(out / f"{name}-model"),
        "size": list(shape[::-1]),
        "spacingMm": spacing[::-1],
        "grey": [base64.b64encode(one.tobytes()).decode() for one in grey],
        "labels": base64.b64encode(labels.astype(np.uint8).tobytes()).decode(),
        **({"steps": steps} if first is None else {}),
    }


def cascade(out: Path, name: str, spacing: list[float]) -> dict:
    """Two stages: labels of the first, at half the resolution, are channels of the second."""
    coarse = configuration([8, 8, 8], [2.5, 1.7, 1.9], "CTNormalization")
    first = trained(out / name, "3d_lowres", configuration=coarse)
    add_what_nnunet_reads(first)
    fine = configuration([8, 16, 8], [2.5, 0.8, 0.9], "CTNormalization")
    return case(
        out,
        name,
        (13, 30, 26),
        spacing,
        2,
        kind="3d_cascade_fullres",
        configuration=fine | {"previous_stage": "3d_lowres"},
        first=first,
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    folder = Path(sys.argv[1])
    regions = {
        "channel_names": {"0": "T2"},
        "labels": {"background": 0, "whole": [1, 2], "core": [2]},
        "regions_class_order": [2, 1],
    }
    without = {"inference_allowed_mirroring_axes": None}
    plain = configuration([8, 16, 8], [2.5, 0.8, 0.9], "CTNormalization")
    properties = {"mean": 35.0, "std": 50.0, "percentile_00_5": -60.0, "percentile_99_5": 150.0}
    cases = [
        case(folder, "volume", (13, 30, 26), [2.0, 1.0, 1.1], 2),
        case(folder, "long-voxels", (9, 30, 26), [7.5, 1.0, 1.1], 0, checkpoint=without),
        case(folder, "smaller-than-the-patch", (6, 9, 7), [2.4, 0.9, 0.8], 0),
        case(
            folder,
            "residual-encoder",
            (15, 40, 36),
            [2.2, 0.9, 1.0],
            0,
            configuration=plain | {"architecture": residual(plain["architecture"])},
        ),
        case(
            folder,
            "slices-regions-folds-mask",
            (5, 31, 22),
            [6.0, 1.1, 1.4],
            1,
            kind="2d",
            folds=("0", "1"),
            dataset=regions,
            classes=2,
            configuration=configuration([16, 8], [1.2, 1.3]) | {"use_mask_for_norm": [True]},
        ),
        # More classes than features: the importer cuts the last layer off.
        case(
            folder,
            "many-classes-folds",
            (13, 30, 26),
            [2.0, 1.0, 1.1],
            2,
            folds=("0", "1"),
            dataset={"labels": {"background": 0} | {f"organ {number}": number for number in range(1, 12)}},
            classes=12,
        ),
        cascade(folder, "cascade", [2.0, 1.0, 1.1]),
        cascade(folder, "cascade-of-long-voxels", [7.5, 1.0, 1.1]),
        case(
            folder,
            "several-series",
            (13, 30, 26),
            [2.0, 1.0, 1.1],
            1,
            dataset={"channel_names": {"0": "T1", "1": "CT"}},
            plans={"foreground_intensity_properties_per_channel": {"0": properties, "1": properties}},
            configuration=plain
            | {
                "normalization_schemes": ["ZScoreNormalization", "CTNormalization"],
                "use_mask_for_norm": [True, False],
            },
        ),
    ]
    json.dump(cases, sys.stdout)
