"""Classes of a data set: labels, or regions that overlap."""

from dataclasses import dataclass

from ..refusals import CannotImport
from .plans import Trained

# A voxel of a label map has two bytes at most, and what lies beyond an image takes one of their numbers.
MOST_LABELS = 65534


@dataclass(frozen=True)
class Labels:
    """What the network answers: channels of its output, and the segments that they stand for, in the order of claims."""

    channels: int
    activation: str
    # (name, value, channel) of each segment.
    segments: tuple[tuple[str, int, int], ...]
    # What the second stage of a cascade sees a channel of each of.
    foreground: tuple[int, ...]


def read_labels(trained: Trained) -> Labels:
    given = trained.dataset.get("labels") or {}
    labels = {name: value for name, value in given.items() if name != "ignore"}
    if not labels or not all(isinstance(value, int | list | tuple) for value in labels.values()):
        raise CannotImport("dataset.json gives no labels as {name: number}, as nnU-Net v2 has them.")
    has_regions = any(isinstance(value, list | tuple) and len(value) > 1 for value in labels.values())
    if has_regions:
        return regions(trained, labels)
    values = {name: value[0] if isinstance(value, list | tuple) else value for name, value in labels.items()}
    if sorted(values.values()) != list(range(len(values))):
        raise CannotImport("The labels of dataset.json are not 0, 1, 2 and so on without a gap, as nnU-Net needs them.")
    check_most(max(values.values()))
    if len(values) < 2:
        raise CannotImport("dataset.json has no label but background: there is nothing to segment.")
    segments = sorted(((name, value, value) for name, value in values.items() if value > 0), key=lambda one: one[1])
    return Labels(len(values), "softmax", tuple(segments), tuple(sorted(values.values())[1:]))


def regions(trained: Trained, labels: dict) -> Labels:
    order = trained.dataset.get("regions_class_order")
    foreground = [name for name, value in labels.items() if value not in (0, [0], (0,))]
    if order is None or len(order) != len(foreground):
        raise CannotImport("dataset.json has regions, but no regions_class_order with a number for each of them.")
    if len(set(order)) != len(order):
        raise CannotImport("regions_class_order gives two regions the same number, so they would be one segment.")
    check_most(max(order))
    given = {value for one in labels.values() for value in (one if isinstance(one, list | tuple) else [one])}
    return Labels(
        len(foreground),
        "sigmoid",
        tuple((name, value, channel) for channel, (name, value) in enumerate(zip(foreground, order, strict=True))),
        tuple(sorted(given - {0})),
    )


def check_most(highest: int) -> None:
    if highest > MOST_LABELS:
        raise CannotImport(f"The model has labels up to {highest}: a label map here holds numbers up to {MOST_LABELS}.")
