"""The manifest that the TypeScript library reads with the weights."""

import json
from pathlib import Path

from .tasks import Task, task_names


def code(value: str, meaning: str) -> dict:
    """A SNOMED CT code as in DICOM PS3.16."""
    return {"codeValue": value, "codingSchemeDesignator": "SCT", "codeMeaning": meaning}


def segment(entry: dict) -> dict:
    described = {"value": entry["value"], "label": entry["label"], "color": entry["color"]}
    described |= {"category": code(*entry["category"]), "type": code(*entry["type"])}
    optional = {"typeModifier": "side", "anatomicRegion": "region"}
    return described | {name: code(*entry[key]) for name, key in optional.items() if key in entry}


def intensity(task: Task) -> dict:
    names = {"lower": "lowerHu", "upper": "upperHu"} if task.intensity["kind"] == "window" else {}
    return {names.get(key, key): value for key, value in task.intensity.items()} | {"outputRange": [0, 1]}


def describe(task: Task, name: str, architecture: str, weights: list[dict]) -> dict:
    """The manifest of a task's model with empty evidence, to be filled in by `evaluate --record`."""
    model, shape = task.model, [1, 3, task.size, task.size]
    return {
        "schemaVersion": 1,
        "name": name,
        "version": model["version"],
        "title": model["title"] if architecture == "U-Net" else f"{model['title']} ({architecture})",
        "architecture": architecture,
        "description": model["description"].format(architecture=architecture),
        "intendedUse": "research",
        "weights": weights,
        "input": {
            "name": "slices",
            "layout": "NCHW",
            "shape": shape,
            "plane": model["plane"],
            "modality": model["modality"],
            "adjacentSlices": {"count": 3, "distanceMm": model["slice_distance_mm"]},
            "intensity": intensity(task),
            "resampling": {"inPlane": "fit-field-of-view", "minimumSpacingMm": model["minimum_spacing_mm"]},
        },
        "output": {
            "name": "logits",
            "layout": "NCHW",
            "shape": [1, task.values, task.size, task.size],
            "activation": "softmax",
        },
        "segments": [segment(entry) for entry in model["segments"]],
        "postprocessing": model["postprocessing"],
        **({"search": model["search"]} if "search" in model else {}),
        "data": model["data"],
        "licence": model["licence"],
        "evidence": {"validationCases": [], "metrics": []},
    }


def find_task(manifest: dict) -> str:
    """The task of a model: its name without the suffix of the architecture."""
    name = manifest["name"]
    return max((task for task in task_names() if f"{name}-".startswith(f"{task}-")), key=len, default=name)


def read_manifest(folder: Path) -> dict:
    path = folder / "manifest.json"
    if not path.exists():
        raise ValueError(f"{folder} has no manifest.json, which belongs to the model there: give a whole model folder")
    return json.loads(path.read_text())


def write_manifest(folder: Path, manifest: dict) -> None:
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
