"""a trained configuration of nnU-Net v2"""

import argparse
import json
from pathlib import Path

from ..model_folder import NOT_STATED, common, prepare_folder, write_folder
from ..refusals import CannotImport, first_line
from ..series import MODALITIES, are_directions
from ..terms import describe_segments, read_table
from . import steps
from .convert import Wanted, architecture_of, convert, in_manifest
from .labels import read_labels
from .plans import Trained, find_folds, read_folder, read_previous


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="DATASET/TRAINER__PLANS__CONFIGURATION of nnUNet_results")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--configuration", help="by default the one that the folder is named after")
    parser.add_argument("--previous", type=Path, help="of a cascade: folder of the first stage, by default beside it")
    parser.add_argument("--folds", nargs="+", help="by default all that are there")
    parser.add_argument("--checkpoint", default="checkpoint_final.pth")
    parser.add_argument("--trainer", help="accepts this trainer, though it is not one of nnU-Net's own")
    parser.add_argument(
        "--orientation", help="directions of x, y and z of the training files (LPS, RAS ...), or acquired"
    )
    parser.add_argument("--modality", choices=MODALITIES, help="DICOM Modality, where dataset.json does not tell it")
    parser.add_argument("--step-size", type=float, default=0.5, help="of the sliding window, as a part of the patch")
    parser.add_argument("--no-mirroring", action="store_true", help="as --disable_tta does: faster, and less exact")
    parser.add_argument(
        "--postprocessing", type=Path, help="postprocessing.json of crossval_results, to be applied too"
    )
    parser.add_argument("--terms", type=Path, help="CSV with the codes of labels")
    parser.add_argument("--title")
    parser.add_argument("--licence", help="of the weights")
    parser.add_argument("--force", action="store_true", help="replaces a model that is there")


def main(options: argparse.Namespace) -> None:
    if options.orientation not in (None, "acquired") and not are_directions(options.orientation):
        raise CannotImport(
            f'--orientation "{options.orientation}" is not three directions of the patient, one of L and R, of P and A, of '
            "S and I."
        )
    if not 0 < options.step_size <= 1:
        raise CannotImport(
            f"--step-size {options.step_size} is not a part of the patch: give a number above 0, up to 1."
        )
    trained = read_folder(options.folder, options.configuration)
    previous = read_previous(trained, options.previous) if trained.previous else None
    if previous:
        steps.check_cascade(trained)
    prepare_folder(options.out, options.force)
    import_trained(trained, previous, options)


def convert_folds(
    trained: Trained, options: argparse.Namespace, alone: str, each: str
) -> tuple[list[dict], str, list[str]]:
    """Networks of a configuration's folds, their trainer and the folds; `alone`, `each`: what their files are called."""
    folds = find_folds(trained, options.folds, options.checkpoint)
    wanted = Wanted(
        out=options.out,
        checkpoint=options.checkpoint,
        trainer=options.trainer,
        mirroring=not options.no_mirroring,
        placed=steps.orientation(trained, options.orientation),
        series=steps.series(trained, options.modality),
        resampling=steps.resampling(trained, options.step_size),
    )
    names = {fold: alone if len(folds) == 1 else f"{each}-{fold}" for fold in folds}
    return *convert(trained, read_labels(trained), names, wanted), folds


def import_trained(trained: Trained, previous: Trained | None, options: argparse.Namespace) -> None:
    labels = read_labels(trained)
    segments = describe_segments(labels.segments, read_table(options.terms))
    clean_up = postprocessing(options.postprocessing, [one["value"] for one in segments])
    first = {}
    if previous:
        stage, _, _ = convert_folds(previous, options, "before", "before-fold")
        first = {"before": {**in_manifest(stage), "segments": segments, "postprocessing": []}}
    networks, trainer, folds = convert_folds(trained, options, "model", "fold")
    kind = architecture_of(trained)
    name = trained.dataset.get("name") or trained.plans.get("dataset_name", "nnU-Net")
    title = options.title or f"{name}, {trained.name}"
    described = (
        f"{kind} trained by nnU-Net v2 ({trainer}, {trained.name}, {'fold' if len(folds) == 1 else 'folds'} "
        f"{', '.join(folds)}). Research use only."
    )
    licence = options.licence or str(trained.dataset.get("licence") or trained.dataset.get("license") or NOT_STATED)
    data = {"name": trained.plans.get("dataset_name") or "not stated", "licence": licence}
    manifest = {
        **common(options.out, title, kind, described),
        **first,
        **in_manifest(networks),
        "segments": segments,
        "postprocessing": clean_up,
        "data": [data],
        "licence": licence,
        "evidence": {},
    }
    write_folder(options.out, manifest, f"nnU-Net v2, {options.folder}", notes(trained, options, licence))


def postprocessing(path: Path | None, known: list[int]) -> list[dict]:
    """nnU-Net's clean-up is a command of its own, not a part of its prediction: it is applied only where it is asked for."""
    if path is None:
        return []
    if path.suffix != ".json" or not path.is_file():
        raise CannotImport(f"{path} is not a postprocessing.json: nnU-Net writes one beside postprocessing.pkl.")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        steps = list(zip(found["postprocessing_fns"], found["postprocessing_kwargs"], strict=True))
        given = [arguments["labels_or_regions"] for _, arguments in steps]
    except (ValueError, KeyError, TypeError) as cause:
        raise CannotImport(
            f"{path} is not a postprocessing.json as nnU-Net writes it ({first_line(cause)}): copy it again."
        ) from cause
    operations = []
    for (name, arguments), wanted in zip(steps, given, strict=True):
        if name != "remove_all_but_largest_component_from_segmentation" or arguments.get("background_label", 0) != 0:
            raise CannotImport(f"{path} cleans up with {name}, which is not nnU-Net's own.")
        for entry in wanted if isinstance(wanted, list) else [wanted]:
            values = entry if isinstance(entry, list) else [entry]
            if not all(value in known for value in values):
                raise CannotImport(
                    f"{path} keeps the largest component of {values}, which are not labels of the model."
                )
            operations.append({"operation": "keep-largest-component", "values": values, "neighbours": 26})
    return operations


def notes(trained: Trained, options: argparse.Namespace, licence: str) -> list[str]:
    found = []
    reader = trained.plans.get("image_reader_writer", "SimpleITKIO")
    if options.orientation is None and steps.READERS.get(reader) is None:
        found.append(
            f"Nothing in the folder says which way its training files were turned ({reader} does not turn them): taken to "
            "be LPS, as DICOM is. Compare a labelled case (autoseg model compare), or set --orientation."
        )
    if licence == NOT_STATED:
        found.append("The licence of the weights is not stated: ask their authors before you pass them on.")
    if options.step_size != 0.5:
        found.append(f"The step of the sliding window is {options.step_size} of a patch instead of nnU-Net's 0.5.")
    return found
