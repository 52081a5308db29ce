"""Models in the shape of TotalSegmentator's, of random weights: `python total_like.py FOLDER fast|default PATCH`."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / part) for part in ("models/training/tests", "models/training")]

import test_import
from autoseg_import.__main__ import main as run_import
from autoseg_import.totalsegmentator.tasks import find_task


def weights(folder: Path, task, patch: list[int]) -> None:
    """The folders that the package downloads, one for each part."""
    for dataset in task.datasets:
        names = task.parts.get(dataset) or {value: name for name, value in task.values.items()}
        labels = {"background": 0} | {name: value for value, name in names.items()}
        configuration = test_import.configuration(patch, list(task.spacing_mm)[::-1], "CTNormalization")
        # As many as nnU-Net has in its first stage, before its last layer.
        configuration["architecture"]["arch_kwargs"]["features_per_stage"] = [32, 2]
        made = test_import.trained(
            folder / f"made{dataset}",
            configuration=configuration,
            dataset={"labels": labels},
            classes=len(labels),
            checkpoint={"trainer_name": task.trainer},
        )
        target = folder / f"Dataset{dataset:03d}_Made" / f"{task.trainer}__nnUNetPlans__3d_fullres"
        target.parent.mkdir()
        made.rename(target)


if __name__ == "__main__":
    folder, mode, patch = Path(sys.argv[1]), sys.argv[2], [int(sys.argv[3])] * 3
    weights(folder, find_task("total", mode), patch)
    options = ["--mode", mode, "--weights", str(folder), "--out", str(folder / "model")]
    sys.exit(run_import(["totalsegmentator", "total", *options]))
