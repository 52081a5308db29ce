"""a task of TotalSegmentator, its weights as the package downloads them"""

import argparse
from pathlib import Path

from ..model_folder import common, prepare_folder, write_folder
from ..nnunet import steps
from ..nnunet.convert import Wanted, architecture_of, convert, in_manifest
from ..nnunet.labels import Labels, read_labels
from ..nnunet.plans import Trained, find_folds, read_folder
from ..refusals import CannotImport
from ..terms import describe_segments
from .tasks import CROP_MARGIN_MM, Task, find_task, read_codes

WEIGHTS = Path.home() / ".totalsegmentator" / "nnunet" / "results"
CHECKPOINT = "checkpoint_final.pth"
OPEN = "Apache-2.0"
COMMERCIAL = "TotalSegmentator licence for commercial use, free for non-commercial use (a licence number is needed)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", help="total, total_mr, lung_nodules ...")
    parser.add_argument("--mode", default="default", help="default (1.5 mm), fast (3 mm) or fastest (6 mm)")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder of DatasetNNN_... (default: %(default)s)")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--force", action="store_true", help="replaces a model that is there")


def main(options: argparse.Namespace) -> None:
    task = find_task(options.task, options.mode)
    stages = [task, task.rough] if task.rough else [task]
    found = [read_parts(one, options.weights) for one in stages]
    prepare_folder(options.out, options.force)
    networks, segments, trainers = convert_task(task, found[0], options.out, "model")
    first = {}
    if task.rough:
        rough, organs, _ = convert_task(task.rough, found[1], options.out, "before")
        organs = [one for one in organs if one["label"] in task.crop]
        box = {"values": [one["value"] for one in organs], "marginMm": CROP_MARGIN_MM}
        first = {"before": {**in_manifest(rough), "segments": organs, "postprocessing": [], "box": box}}
    licence = COMMERCIAL if task.commercial else OPEN
    spacing = "own spacing" if task.spacing_mm is None else f"{task.spacing_mm[2]:g} mm"
    within = f" It looks around {', '.join(task.crop)}, which a rough model finds first." if task.rough else ""
    described = (
        f"TotalSegmentator's task {task.name} ({options.mode}, {spacing}), {len(networks)} "
        f"network{'s' if len(networks) > 1 else ''} of nnU-Net v2 ({', '.join(sorted(trainers))}).{within} Research use only."
    )
    manifest = {
        **common(options.out, f"TotalSegmentator {task.name}, {spacing}", architecture_of(found[0][-1][1]), described),
        **first,
        **in_manifest(networks, "parts" if task.parts else "mean"),
        "segments": sorted(segments, key=lambda one: one["value"]),
        "postprocessing": [],
        "data": [{"name": "TotalSegmentator", "licence": "stated with its data sets"}],
        "licence": licence,
        "evidence": {},
    }
    notes = [f"The weights need a licence: {COMMERCIAL}."] if task.commercial else []
    write_folder(options.out, manifest, f"TotalSegmentator {task.name}, {options.weights}", notes)


def read_parts(task: Task, weights: Path) -> list[tuple[int, Trained]]:
    return [(dataset, read_folder(folder_of(task, dataset, weights), None)) for dataset in task.datasets]


def convert_task(
    task: Task, parts: list[tuple[int, Trained]], out: Path, name: str
) -> tuple[list[dict], list[dict], set[str]]:
    """Networks, segments and trainers of a task's parts; `name`: what the files of one alone are called."""
    networks, segments, trainers = [], [], set()
    codes = read_codes()
    for dataset, trained in parts:
        labels = read_labels(trained)
        part = f"part-{dataset}" if task.parts else name
        wanted = Wanted(
            out=out,
            checkpoint=CHECKPOINT,
            trainer=task.trainer,
            mirroring=False,
            placed={"plane": "axial", "axes": {"columns": "R", "rows": "A", "slices": "S"}},
            series=steps.series(trained, task.modality),
            resampling=resampling(trained, task),
        )
        converted, trainer = convert(trained, labels, folds_of(task, trained, part), wanted)
        networks += converted
        trainers.add(trainer)
        described = describe_segments(named_segments(task, dataset, labels), codes)
        segments += [one | ({"network": part} if task.parts else {}) for one in described]
    return networks, segments, trainers


def folds_of(task: Task, trained: Trained, name: str) -> dict[str, str]:
    """What the files of each fold are called that the task uses."""
    found = find_folds(trained, None if task.folds is None else [str(fold) for fold in task.folds], CHECKPOINT)
    if len(found) == 1:
        return {found[0]: name}
    if task.parts:
        raise CannotImport(f"The task {task.name} has parts of several folds each, which one manifest cannot join.")
    return {fold: f"{name}-fold-{fold}" for fold in found}


def folder_of(task: Task, dataset: int, weights: Path) -> Path:
    """The one configuration of a data set that the task uses."""
    wanted = f"{task.trainer}__{task.plans}__{task.configuration}"
    found = sorted(weights.glob(f"Dataset{dataset:03d}_*/{wanted}"))
    if not found:
        raise CannotImport(
            f"{weights} has no Dataset{dataset:03d}_*/{wanted}: download the weights with "
            f"totalseg_download_weights, or name their folder with --weights."
        )
    return found[0]


def named_segments(task: Task, dataset: int, labels: Labels) -> tuple[tuple[str, int, int], ...]:
    """Name, value in the label map, channel: by the tables of the package, of which each channel must be one."""
    by_channel = task.parts.get(dataset) or {value: name for name, value in task.values.items()}
    missing = [channel for _, _, channel in labels.segments if channel not in by_channel]
    if missing or len(by_channel) != len(labels.segments):
        raise CannotImport(
            f"The data set {dataset} has {len(labels.segments)} labels, but the installed TotalSegmentator names "
            f"{len(by_channel)}: install the version that the weights are of."
        )
    # Some parts name auxiliary labels that the task's label map leaves out.
    kept = [(name, channel) for channel, name in sorted(by_channel.items()) if name in task.values]
    return tuple((name, task.values[name], channel) for name, channel in kept)


def resampling(trained: Trained, task: Task) -> dict:
    """The package resamples to its spacing and labels back by itself, so that nnU-Net finds what it was trained on."""
    own = steps.resampling(trained, task.step_size)
    if task.spacing_mm is None:
        return own
    if any(abs(one - other) > 1e-3 * other for one, other in zip(own["spacingMm"], task.spacing_mm, strict=True)):
        raise CannotImport(
            f"{trained.folder} was trained at {own['spacingMm']} mm, but the task resamples to {list(task.spacing_mm)} mm, "
            "so that images would be resampled twice: install the version that the weights are of."
        )
    return {
        "inPlane": "target-grid",
        "spacingMm": list(task.spacing_mm),
        "align": "centres",
        "interpolation": "linear",
        "first": "resampling",
        "round": "towards-zero",
        "tiles": own["tiles"],
        "back": {"values": "averaged", "interpolation": "nearest"},
    }
