"""Dice of an exported model on the validation volumes and on the sample study."""

import argparse
import gzip
import json
from pathlib import Path

import numpy as np

from .cases import load_case, validation_names
from .inference import Model, segment
from .manifest import EVALUATE_COMMAND
from .phantoms import LOWER_HU, UPPER_HU

# The strips have no spacing. This one makes the input grid the strip's own and the neighbours the next slices.
STRIP_SPACING_MM = (1.5, 1.5, 3.0)


def dice(found: np.ndarray, truth: np.ndarray) -> float:
    """2 |A and B| / (|A| + |B|) of two masks; 1 where both are empty."""
    total = np.count_nonzero(found) + np.count_nonzero(truth)
    return 1.0 if total == 0 else float(2 * np.count_nonzero(found & truth) / total)


def compare(name: str, found: np.ndarray, truth: np.ndarray) -> dict:
    """Liver counts its tumours in, as in the LiTS challenge. Tumour is None where the volume has none."""
    return {
        "case": name,
        "liver": round(dice(found > 0, truth > 0), 4),
        "tumour": round(dice(found == 2, truth == 2), 4) if (truth == 2).any() else None,
        "liverVoxels": [int(np.count_nonzero(found > 0)), int(np.count_nonzero(truth > 0))],
        "tumourVoxels": [int(np.count_nonzero(found == 2)), int(np.count_nonzero(truth == 2))],
    }


def evaluate_volume(model: Model, cache: Path, name: str) -> dict:
    case = load_case(cache, name)
    hu = case.grey.astype(np.float32) * ((UPPER_HU - LOWER_HU) / 255) + LOWER_HU
    return compare(name, segment(model, hu, STRIP_SPACING_MM), case.labels)


def read_series(folder: Path) -> tuple[np.ndarray, tuple[float, float, float]]:
    """HU `[slices, rows, columns]`, feet first, and spacing in mm, of an axial series without tilt."""
    import pydicom

    files = sorted(
        (pydicom.dcmread(path) for path in folder.glob("*.dcm")), key=lambda ds: float(ds.ImagePositionPatient[2])
    )
    if any(
        not np.allclose([float(v) for v in ds.ImageOrientationPatient], [1, 0, 0, 0, 1, 0], atol=1e-3) for ds in files
    ):
        raise ValueError(f"{folder.name}: not an axial series")
    hu = np.stack(
        [ds.pixel_array.astype(np.float32) * float(ds.RescaleSlope) + float(ds.RescaleIntercept) for ds in files]
    )
    heights = [float(ds.ImagePositionPatient[2]) for ds in files]
    between_rows, between_columns = (float(value) for value in files[0].PixelSpacing)
    return hu, (between_columns, between_rows, (heights[-1] - heights[0]) / (len(files) - 1))


def evaluate_sample(model: Model, folder: Path) -> dict:
    description = json.loads((folder / "labels.json").read_text())
    columns, rows, slices = description["size"]
    truth = np.frombuffer(gzip.decompress((folder / description["file"]).read_bytes()), np.uint8).reshape(
        slices, rows, columns
    )
    hu, spacing = read_series(folder / description["series"])
    return compare(description["series"], segment(model, hu, spacing), truth)


def summarize(rows: list[dict], sample: dict | None) -> dict:
    """Figures as the manifest keeps them."""
    tumours = [row["tumour"] for row in rows if row["tumour"] is not None]
    metrics = [
        {
            "segment": "Liver",
            "metric": "mean Dice per volume, tumours counted as liver",
            "value": round(float(np.mean([row["liver"] for row in rows])), 4),
            "cases": len(rows),
        },
        {
            "segment": "Liver tumour",
            "metric": "mean Dice per volume",
            "value": round(float(np.mean(tumours)), 4),
            "cases": len(tumours),
        },
    ]
    if sample:
        metrics += [
            {"segment": label, "metric": "Dice on the synthetic sample study", "value": sample[key], "cases": 1}
            for label, key in (("Liver", "liver"), ("Liver tumour", "tumour"))
        ]
    return {
        "validationCases": [row["case"] for row in rows],
        "metrics": metrics,
        "perCase": rows + ([sample] if sample else []),
        "command": EVALUATE_COMMAND,
    }


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cache", type=Path, required=True, help="numpy volumes of `prepare`")
    parser.add_argument("--model", type=Path, required=True, help="model folder")
    parser.add_argument("--sample", type=Path, help="folder `sample-dicom`, to evaluate the sample study too")
    parser.add_argument("--record", action="store_true", help="write the figures into the manifest's evidence")
    parser.add_argument("--threads", type=int, default=2)


def main(options: argparse.Namespace) -> None:
    model = Model(options.model, options.threads)
    rows = []
    for name in validation_names("ct-liver-tumour"):
        rows.append(evaluate_volume(model, options.cache, name))
        print(json.dumps(rows[-1]), flush=True)
    sample = evaluate_sample(model, options.sample) if options.sample else None
    evidence = summarize(rows, sample)
    print(json.dumps(evidence, indent=2))
    if options.record:
        model.manifest["evidence"] = evidence
        (options.model / "manifest.json").write_text(json.dumps(model.manifest, indent=2, ensure_ascii=False) + "\n")
