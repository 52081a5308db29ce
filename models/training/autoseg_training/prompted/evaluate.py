"""Three-dimensional Dice after 1, 3 and 5 clicks of a simulated user, on the validation cases of every data set."""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import onnxruntime
from scipy import ndimage

from ..cases import validation_names
from ..evaluate import dice
from .segment import Click, Predict, Prompter, to_predict
from .task import DEFAULT, LabelledSet, PromptedTask, load_prompted_task
from .volumes import EVERY_NEIGHBOUR, Object3D, find_objects, load_volumes

REPORTED = (1, 3, 5)
# The first click is off by up to this many pixels, since nobody hits the deepest point.
JITTER = 3
# Classes whose parts are objects: only parts of at least this many millilitres.
SMALLEST_ML = 1.0


def deepest(mask: np.ndarray, spacing_mm: tuple[float, float, float]) -> tuple[int, int, int]:
    """The voxel of a mask that is farthest from its surface, in mm."""
    box = ndimage.find_objects(mask.astype(np.uint8))[0]
    inner = ndimage.distance_transform_edt(np.pad(mask[box], 1), sampling=spacing_mm[::-1])[1:-1, 1:-1, 1:-1]
    at = np.unravel_index(inner.argmax(), inner.shape)
    return tuple(int(side.start + offset) for side, offset in zip(box, at))


def first_click(truth: np.ndarray, spacing_mm: tuple[float, float, float], random: np.random.Generator) -> Click:
    index, row, column = deepest(truth, spacing_mm)
    while True:
        moved = row + int(random.integers(-JITTER, JITTER + 1)), column + int(random.integers(-JITTER, JITTER + 1))
        if all(0 <= at < side for at, side in zip(moved, truth.shape[1:])) and truth[index, *moved]:
            return Click(index, *moved, True)


def next_click(found: np.ndarray, truth: np.ndarray, spacing_mm: tuple[float, float, float]) -> Click | None:
    """A click at the deepest point of the largest connected error; None without errors."""
    parts, count = ndimage.label(found != truth, structure=EVERY_NEIGHBOUR)
    if count == 0:
        return None
    place = deepest(parts == np.bincount(parts.ravel())[1:].argmax() + 1, spacing_mm)
    return Click(*place, bool(truth[place]))


def outline(predict: Predict, thing: Object3D, task: PromptedTask, random: np.random.Generator) -> dict:
    """Dice after each reported number of clicks, seconds of each click, and how many clicks were obeyed."""
    truth, spacing = thing.whole(), thing.volume.spacing_mm
    prompter, scores, seconds, obeyed = Prompter(predict, thing.volume, task), {}, [], []
    click = first_click(truth, spacing, random)
    for number in range(1, max(REPORTED) + 1):
        if click:
            began = time.monotonic()
            found = prompter.click(click)
            seconds.append(time.monotonic() - began)
            obeyed.append(bool(found[click.index, click.row, click.column]) == click.adds)
            click = next_click(found, truth, spacing)
        if number in REPORTED:
            scores[number] = round(dice(prompter.mask, truth), 4)
    return {"dice": scores, "seconds": seconds, "obeyed": obeyed}


def choose_objects(cache: Path, labelled: LabelledSet, most: int) -> dict[str, list[Object3D]]:
    """Up to that many objects of each class from a data set's validation volumes, from as many volumes as possible."""
    held_out = validation_names(labelled.task)
    chosen: dict[str, list[Object3D]] = {}
    for volume in load_volumes(cache, labelled):
        voxel_ml = np.prod(volume.spacing_mm) / 1000
        for kind in labelled.classes if volume.name in held_out else ():
            found = find_objects(volume, kind)
            if kind.each:
                found = [thing for thing in found if np.count_nonzero(thing.part) * voxel_ml >= SMALLEST_ML]
                found = sorted(found, key=lambda thing: -np.count_nonzero(thing.part))[: max(1, most // 3)]
            if len(chosen.setdefault(kind.name, [])) < most:
                chosen[kind.name] += found[: most - len(chosen[kind.name])]
    return chosen


def evaluate(predict: Predict, cache: Path, task: PromptedTask, most: int) -> list[dict]:
    """A row for each class of each set."""
    rows = []
    for labelled in task.sets:
        for name, things in choose_objects(cache, labelled, most).items():
            unseen = name in task.without["classes"] or labelled.folder in task.without["sets"]
            found = [outline(predict, thing, task, np.random.default_rng([7, at])) for at, thing in enumerate(things)]
            if not found:
                continue
            seconds = np.concatenate([entry["seconds"] for entry in found])
            row = {"set": labelled.folder, "class": name, "objects": len(found), "listedAsUnseen": unseen}
            row["dice"] = {
                number: round(float(np.mean([entry["dice"][number] for entry in found])), 3) for number in REPORTED
            }
            row["secondsMedian"] = round(float(np.median(seconds)), 2)
            row["clicksObeyed"] = round(float(np.mean(np.concatenate([entry["obeyed"] for entry in found]))), 3)
            row["perObject"] = [{"case": thing.volume.name, **entry["dice"]} for thing, entry in zip(things, found)]
            rows.append(row)
            print(json.dumps(row), flush=True)
    return rows


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--task", default=DEFAULT, help="task, or a TOML file")
    parser.add_argument("--cache", type=Path, required=True, help="numpy volumes of `prompted prepare`")
    parser.add_argument("--model", type=Path, required=True, help="folder of the exported network")
    parser.add_argument("--objects", type=int, default=6, help="at most so many objects of each class")
    parser.add_argument("--threads", type=int, default=2)


def main(options: argparse.Namespace) -> None:
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = options.threads
    session = onnxruntime.InferenceSession(str(options.model / "model.onnx"), settings, ["CPUExecutionProvider"])
    if not evaluate(to_predict(session), options.cache, load_prompted_task(options.task), options.objects):
        raise ValueError(f"{options.cache}: none of the validation cases of {options.task}")
