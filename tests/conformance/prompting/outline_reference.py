"""Outlines objects by the training recipe's own code: the reference of the library's patches, logits and propagation.

Standard input: JSON with `training` (folder of the recipe), `model` (ONNX file), `grey` (base64 of uint8), `shape` (slices, rows,
columns), `spacingMm` (columns, rows, slices) and `clicks` (slice, row, column, adds). Standard output: for each click the inputs and
the logits of its last run, and the probability of the whole volume, base64 of float32.
"""

import base64
import json
import sys

import numpy as np
import onnxruntime

request = json.load(sys.stdin)
sys.path.insert(0, request["training"])

from autoseg_training.prompted.segment import Click, Prompter  # noqa: E402
from autoseg_training.prompted.task import load_prompted_task  # noqa: E402
from autoseg_training.prompted.volumes import Volume  # noqa: E402


def encode(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, np.float32).tobytes()).decode()


grey = np.frombuffer(base64.b64decode(request["grey"]), np.uint8).reshape(request["shape"])
session = onnxruntime.InferenceSession(request["model"], providers=["CPUExecutionProvider"])
runs = []


def predict(slices: np.ndarray, prompt: np.ndarray) -> np.ndarray:
    logits = session.run(["logits"], {"slices": slices[None], "prompt": prompt[None]})[0][0, 0]
    runs.append({"slices": slices, "prompt": prompt, "logits": logits})
    return 1 / (1 + np.exp(-logits))


volume = Volume("test", "test", grey, np.zeros_like(grey), tuple(request["spacingMm"]))
prompter = Prompter(predict, volume, load_prompted_task())
answers = []
for index, row, column, adds in request["clicks"]:
    runs.clear()
    prompter.click(Click(index, row, column, bool(adds)))
    inputs = [{name: encode(values) for name, values in run.items()} for run in runs[:4]]
    answers.append({"runs": inputs, "count": len(runs), "probability": encode(prompter.probability)})
json.dump(answers, sys.stdout)
