"""a segmentation bundle of MONAI"""

import argparse
import pydoc
from pathlib import Path

import torch

from ..graph import random_patch, write_graphs
from ..model_folder import NOT_STATED, common, prepare_folder, write_folder
from ..nnunet.labels import MOST_LABELS
from ..reference import input_range, reference
from ..refusals import CannotImport, first_line
from ..series import MODALITIES, describe_series, distinct_names
from ..terms import describe_segments, read_table
from .bundle import Bundle, as_written, read_bundle, resolve
from .steps import After, Given, read_postprocessing, read_preprocessing, read_tiles

NETWORKS = "monai.networks.nets"
PLANES = {"L": "sagittal", "R": "sagittal", "P": "coronal", "A": "coronal", "S": "axial", "I": "axial"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, help="folder with configs/ and models/")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--weights", type=Path, help="by default models/model.pt of the bundle")
    parser.add_argument(
        "--spacing", type=float, nargs=3, help="of the training images in mm, where the bundle has no Spacingd"
    )
    parser.add_argument(
        "--orientation", help="directions of their axes (RAS, LPS ...), where the bundle has no Orientationd"
    )
    parser.add_argument("--modality", choices=MODALITIES, help="DICOM Modality, where metadata.json does not tell it")
    parser.add_argument("--terms", type=Path, help="CSV with the codes of labels")
    parser.add_argument("--licence", help="of the weights")
    parser.add_argument("--force", action="store_true", help="replaces a model that is there")


def main(options: argparse.Namespace) -> None:
    bundle = read_bundle(options.bundle)
    given = Given(spacing=options.spacing, axes=options.orientation)
    with as_written(bundle):
        before = read_preprocessing(bundle, given)
        after = read_postprocessing(bundle, before)
        patch, tiles = read_tiles(bundle)
        series = [one | {"intensity": before.intensity} for one in read_series(bundle, options.modality)]
        names, channels = channel_names(bundle)
        named = describe_segments(segments(names, after), read_table(options.terms))
    if len(series) > 1 and before.are_scaled_together:
        raise CannotImport("The bundle takes the statistics of all its images together: only channel_wise is known.")
    checkpoint = options.weights or options.bundle / "models" / "model.pt"
    with as_written(bundle):
        network = build_network(bundle, checkpoint, {"in_channels": len(series), "out_channels": channels})
    prepare_folder(options.out, options.force)
    # MONAI's arrays are [x, y, z]; their first axis becomes the slices of the tensor here.
    tensor = {"name": "image", "layout": "NCDHW", "shape": [1, len(series), *patch]}
    slices, rows, columns = before.axes
    example = random_patch(tensor["shape"])
    written = write_graphs(network, example, options.out, "model")
    metadata = bundle.metadata
    licence = options.licence or metadata.get("license") or NOT_STATED
    kind = type(network).__name__
    title = metadata.get("name") or options.bundle.resolve().name
    manifest = {
        **common(options.out, title, kind, f"{metadata.get('description') or kind} Research use only."),
        "version": str(metadata.get("version", "1.0.0")),
        "weights": written.weights,
        "input": {
            **tensor,
            "plane": PLANES[slices],
            "axes": {"columns": columns, "rows": rows, "slices": slices},
            **describe_series(series),
            "resampling": {
                "inPlane": "target-grid",
                "spacingMm": before.spacing[::-1],
                "align": "first-voxel",
                "interpolation": "linear",
                "first": before.first,
                "tiles": tiles,
                "back": {"values": after.values, "interpolation": after.interpolation},
            },
        },
        "output": {
            "layout": "NCDHW",
            **written.output,
            "activation": after.activation,
            "averaged": "logits",
        },
        "reference": reference(options.out, written.weights, tensor, [input_range(before.intensity)] * len(series)),
        "segments": named,
        "postprocessing": after.postprocessing,
        "data": [{"name": str(metadata.get("data_source") or "not stated"), "licence": "not stated"}],
        "licence": licence,
        "evidence": {},
    }
    if after.activation == "sigmoid" and after.threshold != 0.5:
        for one in manifest["segments"]:
            one["threshold"] = after.threshold
    notes = ["The licence of the weights is not stated in metadata.json."] if licence == NOT_STATED else []
    write_folder(options.out, manifest, f"MONAI bundle {title}, {options.bundle}", notes)


def segments(names: dict[int, str], after: After) -> tuple[tuple[str, int, int], ...]:
    """For a softmax, channel 0 is background; for a sigmoid, every channel is a segment, numbered from 1."""
    if after.activation == "softmax":
        return tuple((name, channel, channel) for channel, name in names.items() if channel > 0)
    return tuple((name, channel + 1, channel) for channel, name in names.items())


def channel_names(bundle: Bundle) -> tuple[dict[int, str], int]:
    try:
        data = bundle.metadata["network_data_format"]
        [answer] = data["outputs"].values()
        names = {int(channel): name for channel, name in answer["channel_def"].items()}
        channels = answer["num_channels"]
    except (KeyError, ValueError, AttributeError) as cause:
        raise CannotImport("The bundle's metadata.json does not name the channels of its image and output.") from cause
    if channels > MOST_LABELS:
        raise CannotImport(f"The bundle has {channels} classes: a label map here holds numbers up to {MOST_LABELS}.")
    return names, channels


def read_series(bundle: Bundle, given: str | None) -> list[dict]:
    """Name and modality of each image that is an input of the network."""
    try:
        image = bundle.metadata["network_data_format"]["inputs"]["image"]
        count = image["num_channels"]
    except (KeyError, TypeError) as cause:
        raise CannotImport("The bundle's metadata.json does not say how many channels its image has.") from cause
    defined = image.get("channel_def") or {}
    names = [str(defined.get(str(channel), f"image {channel + 1}")) for channel in range(count)]
    return [{"name": name, "modality": modality(image, given)} for name in distinct_names(names)]


def modality(image: dict, given: str | None) -> str:
    stated = str(image.get("modality", ""))
    found = given or {"CT": "CT", "MR": "MR", "MRI": "MR", "PET": "PT"}.get(stated.upper())
    if found is None:
        raise CannotImport(f'metadata.json calls the modality "{stated}": add --modality CT, MR or PT.')
    return found


def build_network(bundle: Bundle, weights: Path, channels: dict[str, int]) -> torch.nn.Module:
    """The bundle's network with its weights; `channels` as in metadata.json, by the names of the network's arguments."""
    entry = resolve(bundle, bundle.inference.get("network_def", {}), "network")
    for key, stated in channels.items():
        if entry.get(key, stated) != stated:
            raise CannotImport(
                f"The bundle's network has {key} {entry[key]}, but metadata.json says {stated}: they are not of one model."
            )
    target = str(entry.pop("_target_", ""))
    name = target if "." in target else f"{NETWORKS}.{target}"
    if not name.startswith(f"{NETWORKS}."):
        raise CannotImport(
            f"The bundle's network is {target or 'not stated'}, code from outside MONAI's own networks: export it to ONNX "
            "yourself and write its manifest (docs/your-models.md)."
        )
    kind = pydoc.locate(name)
    if kind is None:
        raise CannotImport(f"MONAI is not installed, or has no network {name}: pip install monai.")
    if not (isinstance(kind, type) and issubclass(kind, torch.nn.Module)):
        raise CannotImport(f"The bundle's network {name} is not a network of MONAI, but something else.")
    if not weights.is_file():
        raise CannotImport(f"There are no weights {weights}: download the bundle with its models, or name --weights.")
    network = kind(**{key: value for key, value in entry.items() if not key.startswith("_")})
    try:
        state = torch.load(weights, map_location="cpu", weights_only=True)
    except Exception as cause:  # a damaged pickle may raise any
        raise CannotImport(
            f"The weights {weights} cannot be read, or hold more than numbers ({first_line(cause)}): download them again."
        ) from cause
    state = state.get("model", state.get("state_dict", state)) if isinstance(state, dict) else state
    try:
        network.load_state_dict(state)
    except (RuntimeError, TypeError, AttributeError) as cause:
        first = (str(cause).splitlines() or [""])[-1].strip()
        raise CannotImport(
            f"The weights {weights} do not fit the bundle's network ({first}): download both again."
        ) from cause
    if not all(bool(value.isfinite().all()) for value in network.state_dict().values()):
        raise CannotImport(f"The weights {weights} are not finite numbers: download them again.")
    return network.float().eval()
