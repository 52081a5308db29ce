"""nnU-Net's predictor, and the arrays of its steps on the way to the labels."""

from pathlib import Path
from unittest.mock import patch

import numpy as np
import torch
from nnunetv2.inference.predict_from_raw_data import nnUNetPredictor
from nnunetv2.inference.sliding_window_prediction import compute_gaussian
from nnunetv2.preprocessing.preprocessors.default_preprocessor import DefaultPreprocessor


def predict_in_steps(predictor: nnUNetPredictor, stem: Path, *case) -> tuple[np.ndarray, dict]:
    """Labels of `predict_single_npy_array`, and its steps: arrays [channels, z, y, x] in files of float32, by their names."""
    arrays: dict[str, np.ndarray] = {}
    starts: list[list[int]] = []
    normalize, predict, place = (
        DefaultPreprocessor._normalize,
        predictor.predict_logits_from_preprocessed_data,
        predictor._internal_get_sliding_window_slicers,
    )

    def normalized(*given):
        answer = normalize(*given)
        arrays["normalised"] = np.array(answer)
        return answer

    def blended(data):
        arrays["resampled"] = np.array(data)
        answer = predict(data)
        arrays["logits"] = np.array(answer.float())
        with patch.object(torch, "half", torch.float32):
            arrays["preciseLogits"] = np.array(predict(data))
        return answer

    def placed(size):
        answer = place(size)
        for axis in (1, 2, 3):
            along = {one[axis].start if isinstance(one[axis], slice) else int(one[axis]) for one in answer}
            starts.append(sorted(along))
        return answer

    with (
        patch.object(DefaultPreprocessor, "_normalize", normalized),
        patch.object(predictor, "predict_logits_from_preprocessed_data", blended),
        patch.object(predictor, "_internal_get_sliding_window_slicers", placed),
    ):
        labels = np.asarray(predictor.predict_single_npy_array(*case))
    size = tuple(predictor.configuration_manager.patch_size)
    arrays["gaussian"] = np.array(compute_gaussian(size, 1 / 8, 10, device=torch.device("cpu")).float())
    return labels, {"starts": starts[:3]} | {name: keep(values, stem, name) for name, values in arrays.items()}


def keep(values: np.ndarray, stem: Path, name: str) -> dict:
    path = stem.with_name(f"{stem.name}-{name}.f32")
    values.astype("<f4").tofile(path)
    return {"path": str(path), "shape": list(values.shape)}
