"""Dice of an exported model on validation cases and on the sample study, on their original grid."""

import argparse
import gzip
import json
from pathlib import Path

import numpy as np

from .cases import validation_names
from .inference import Model, segment, to_intensity
from .manifest import write_manifest
from .readers import read_cases
from .tasks import Structure, load_task


def dice(found: np.ndarray, truth: np.ndarray) -> float:
    """2 |A and B| / (|A| + |B|) of two masks; 1 if both are empty."""
    total = np.count_nonzero(found) + np.count_nonzero(truth)
    return 1.0 if total == 0 else float(2 * np.count_nonzero(found & truth) / total)


def compare(name: str, found: np.ndarray, truth: np.ndarray, structures: tuple[Structure, ...]) -> dict:
    """Dice of each structure; None if the volume has none of it. The liver includes its tumours."""
    row: dict = {"case": name}
    for structure in structures:
        a, b = np.isin(found, structure.values), np.isin(truth, structure.values)
        row[structure.name] = round(dice(a, b), 4) if b.any() else None
    return row


def evaluate_sample(model: Model, folder: Path, structures: tuple[Structure, ...]) -> dict:
    """The synthetic study of `sample-dicom`."""
    import highdicom
    import pydicom

    description = json.loads((folder / "labels.json").read_text())
    columns, rows, slices = description["size"]
    truth = np.frombuffer(gzip.decompress((folder / description["file"]).read_bytes()), np.uint8)
    series = [pydicom.dcmread(path) for path in (folder / description["series"]).glob("*.dcm")]
    volume = highdicom.get_volume_from_series(series).to_patient_orientation("HPL")
    found = segment(model, volume.array.astype(np.float32), volume.spacing[::-1])
    return compare(description["series"], found, truth.reshape(slices, rows, columns), structures)


def summarize(rows: list[dict], structures: tuple[Structure, ...]) -> list[dict]:
    """Mean Dice of each structure over the cases that have it."""
    metrics = []
    for structure in structures:
        values = [row[structure.name] for row in rows if row[structure.name] is not None]
        if values:
            mean = round(float(np.mean(values)), 4)
            metrics.append(
                {"segment": structure.name, "metric": "mean Dice per case", "value": mean, "cases": len(values)}
            )
    return metrics


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--task", required=True, help="task of the model: its structures and its validation cases")
    parser.add_argument("--cases", type=Path, required=True, help="folder of strips, NIfTI pairs or DICOM cases")
    parser.add_argument("--model", type=Path, required=True, help="model folder")
    parser.add_argument("--all", action="store_true", help="all cases of the folder, not the task's validation cases")
    parser.add_argument("--sample", type=Path, help="folder `sample-dicom`, to evaluate the sample study too")
    parser.add_argument("--precision", choices=("float32", "float16"), default="float32")
    parser.add_argument("--record", action="store_true", help="write the figures into the manifest's evidence")
    parser.add_argument("--threads", type=int, default=2)


def main(options: argparse.Namespace) -> None:
    model, task = Model(options.model, options.threads, options.precision), load_task(options.task)
    contract = model.manifest["input"]
    wanted = validation_names(task.name)
    rows = []
    for source in read_cases(options.cases, to_intensity(contract["intensity"]), contract["plane"]):
        if options.all or source.name in wanted:
            found = segment(model, source.grey, source.spacing_mm)
            rows.append(compare(source.name, found, source.labels, task.structures))
            print(json.dumps(rows[-1]), flush=True)
    if not rows:
        raise ValueError(f"{options.cases}: none of the validation cases of {task.name}")
    evidence = {
        "validationCases": [row["case"] for row in rows],
        "metrics": summarize(rows, task.structures),
        "perCase": rows,
        "command": f"python -m autoseg_training evaluate --task {task.name} --cases CASES "
        f"--model ../{model.manifest['name']} --record",
    }
    if options.sample:
        evidence["sample"] = evaluate_sample(model, options.sample, task.structures)
    print(json.dumps({key: evidence[key] for key in ("metrics", "sample") if key in evidence}, indent=2))
    if options.record:
        write_manifest(options.model, model.manifest | {"evidence": evidence})
