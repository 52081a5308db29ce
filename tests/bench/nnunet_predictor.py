"""nnU-Net's predictor on a made case, beside its imported model: `python nnunet_predictor.py FOLDER THREADS`.

Writes the case and the model into FOLDER and says so in a line of JSON; then predicts once for every line of standard input, and
answers with the milliseconds that it took.
"""

import contextlib
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / part) for part in ("tests/conformance/segmentation", "models/training/tests", "models/training")]

import test_import
from autoseg_import.__main__ import main as run_import
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
from predict_nnunet import add_what_nnunet_reads, blobs

SHAPE, SPACING = (48, 120, 115), [2.5, 1.2, 1.2]
PATCH, TRAINED_SPACING = [32, 64, 64], [3.0, 1.5, 1.5]
plain = test_import.architecture


def architecture(dimensions: int) -> dict:
    """A network of nnU-Net's usual width."""
    found = plain(dimensions)
    stages = 4
    found["arch_kwargs"] |= {
        "n_stages": stages,
        "features_per_stage": [32, 64, 128, 256],
        "kernel_sizes": [[3] * dimensions] * stages,
        "strides": [[1] * dimensions, *[[2] * dimensions] * (stages - 1)],
        "n_conv_per_stage": [2] * stages,
        "n_conv_per_stage_decoder": [2] * (stages - 1),
    }
    return found


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    torch.set_num_threads(int(sys.argv[2]))
    test_import.architecture = architecture
    own = test_import.configuration(PATCH, TRAINED_SPACING, "CTNormalization")
    without = {"inference_allowed_mirroring_axes": None}
    trained = test_import.trained(folder / "made", configuration=own, checkpoint=without)
    add_what_nnunet_reads(trained)
    with contextlib.redirect_stdout(sys.stderr):
        assert run_import(["nnunet", str(trained), "--out", str(folder / "model")]) == 0
        predictor = nnUNetPredictor(device=torch.device("cpu"), allow_tqdm=False, perform_everything_on_device=False)
        predictor.initialize_from_trained_model_folder(str(trained), (0,), "checkpoint_final.pth")
    grey = blobs(SHAPE, 0)
    grey.tofile(folder / "grey.i16")
    print(json.dumps({"size": SHAPE[::-1], "spacingMm": SPACING[::-1]}), flush=True)
    for _ in sys.stdin:
        with contextlib.redirect_stdout(sys.stderr):
            start = time.perf_counter()
            properties = {"spacing": SPACING, "sitk_stuff": {}}
            labels = predictor.predict_single_npy_array(grey[None].astype(np.float32), properties, None, None, False)
            taken = time.perf_counter() - start
            np.asarray(labels).astype(np.uint8).tofile(folder / "labels.u8")
        print(json.dumps(taken * 1000), flush=True)
