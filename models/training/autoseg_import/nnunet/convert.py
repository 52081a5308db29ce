"""A configuration's folds as entries of a manifest's networks, their weights written beside it."""

from dataclasses import dataclass
from pathlib import Path

from ..graph import random_patch, write_graphs
from ..reference import input_range, reference
from ..series import describe_series
from . import steps
from .labels import Labels
from .network import build_network, load, read_checkpoint
from .plans import Trained


@dataclass(frozen=True)
class Wanted:
    """How the folds of a configuration are to be imported."""

    out: Path
    checkpoint: str
    # A trainer that is accepted though it is not one of nnU-Net's own.
    trainer: str | None
    mirroring: bool
    # `plane` and `axes`.
    placed: dict
    # Name, DICOM Modality and intensity of each channel.
    series: list[dict]
    resampling: dict


def convert(trained: Trained, labels: Labels, folds: dict[str, str], wanted: Wanted) -> tuple[list[dict], str]:
    """One network for each fold (by fold, the name of its files), and the trainer."""
    # The second stage of a cascade sees a channel of each label beside the image.
    seen = list(labels.foreground) if trained.previous else []
    channels = len(wanted.series) + len(seen)
    tensor = steps.tensor(trained, channels)
    network = build_network(trained, channels, labels.channels)
    ranges = [input_range(one["intensity"]) for one in wanted.series] + [(0, 1)] * len(seen)
    networks, trainer = [], ""
    for fold, name in folds.items():
        path = trained.path_of(fold, wanted.checkpoint)
        checkpoint = read_checkpoint(path, trained, wanted.trainer)
        trainer = checkpoint.trainer
        load(network, checkpoint, path)
        example = random_patch(tensor["shape"])
        written = write_graphs(network, example, wanted.out, name)
        mirrors = steps.mirrors(trained, checkpoint.mirrors) if wanted.mirroring else []
        networks.append(
            {
                "name": name,
                "weights": written.weights,
                "input": {
                    **tensor,
                    **wanted.placed,
                    **describe_series(wanted.series),
                    **({"labels": seen} if seen else {}),
                    "crop": "non-zero",
                    "resampling": wanted.resampling,
                    **({"mirrors": mirrors} if mirrors else {}),
                },
                "output": {
                    "layout": tensor["layout"],
                    **written.output,
                    "activation": labels.activation,
                    "averaged": "logits",
                    **({"claims": "above-threshold"} if labels.activation == "sigmoid" else {}),
                },
                "reference": reference(wanted.out, written.weights, tensor, ranges),
            }
        )
    return networks, trainer


def in_manifest(networks: list[dict], consensus: str = "mean") -> dict:
    """The manifest's entries for one network, or for several and how they agree."""
    if len(networks) > 1:
        return {"networks": networks, "consensus": {"kind": consensus}}
    return {key: value for key, value in networks[0].items() if key != "name"}


def architecture_of(trained: Trained) -> str:
    return trained.configuration["architecture"]["network_class_name"].split(".")[-1]
