"""The form of plans.json, dataset.json and checkpoints: that what is read of them later is of the types that nnU-Net writes."""

import math
from collections.abc import Callable
from pathlib import Path

import torch

from ..refusals import CannotImport

Is = Callable[[object], bool]


def text(value) -> bool:
    return isinstance(value, str)


def whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def flag(value) -> bool:
    return isinstance(value, bool)


def entries(value) -> bool:
    return isinstance(value, dict)


def optional(check: Is) -> Is:
    return lambda value: value is None or check(value)


def listed(check: Is, *lengths: int) -> Is:
    return lambda value: (
        isinstance(value, list) and (not lengths or len(value) in lengths) and all(check(one) for one in value)
    )


def above_0(value) -> bool:
    return number(value) and value > 0


def named(check: Is) -> Is:
    return lambda value: isinstance(value, dict) and all(check(one) for one in value.values())


def numbered(value) -> bool:
    return isinstance(value, dict) and all(key.isdecimal() and text(name) for key, name in value.items())


def axes(value) -> bool:
    return isinstance(value, list | tuple) and all(one in (0, 1, 2) and whole(one) for one in value)


def labelled(value) -> bool:
    return named(lambda one: whole(one) or (listed(whole)(one) and bool(one)))(value) and all(
        name.strip() for name in value
    )


# For each entry: what it has to be, in words and as a check, and whether there must be one.
Form = dict[str, tuple[str, Is, bool]]

PLANS: Form = {
    "dataset_name": ("text", optional(text), False),
    "image_reader_writer": ("text", text, False),
    "transpose_forward": (
        "0, 1 and 2 in some order",
        lambda value: listed(whole)(value) and sorted(value) == [0, 1, 2],
        False,
    ),
    "configurations": ("entries by name, each with its own", named(entries), True),
    "foreground_intensity_properties_per_channel": ("entries by channel", optional(named(entries)), False),
    "foreground_intensity_properties_by_modality": ("entries by channel", optional(named(entries)), False),
}
RESAMPLING: Form = {
    "order": ("a whole number", whole, False),
    "order_z": ("a whole number", whole, False),
    "force_separate_z": ("null, true or false", optional(flag), False),
    "separate_z_anisotropy_threshold": ("a number above 0", above_0, False),
    "mode": ("text", text, False),
}
FUNCTIONS = ("resampling_fn_data", "resampling_fn_seg", "resampling_fn_probabilities")
CONFIGURATION: Form = {
    "patch_size": ("two or three whole numbers above 0", listed(lambda size: whole(size) and size > 0, 2, 3), True),
    "spacing": ("two or three numbers above 0", listed(above_0, 2, 3), True),
    "normalization_schemes": ("a list of names", listed(text), True),
    "use_mask_for_norm": ("a list of true and false", optional(listed(flag)), False),
    "preprocessor_name": ("text", text, False),
    "previous_stage": ("text", optional(text), False),
    **{name: ("text", text, False) for name in FUNCTIONS},
    **{f"{name}_kwargs": ("arguments by name", entries, False) for name in FUNCTIONS},
    "architecture": ("the network's class and arguments", optional(entries), False),
}
ARCHITECTURE: Form = {
    "network_class_name": ("text", text, True),
    "arch_kwargs": ("arguments by name", entries, True),
    "_kw_requires_import": ("a list of names", listed(text), False),
}
INTENSITIES: Form = {name: ("a number", number, True) for name in ("mean", "std", "percentile_00_5", "percentile_99_5")}
CHECKPOINT: Form = {
    "network_weights": ("tensors by name", named(torch.is_tensor), True),
    "trainer_name": ("text", text, True),
    "init_args": ("arguments by name", entries, False),
    "inference_allowed_mirroring_axes": ("axes of the patch by number", optional(axes), False),
}
DATASET: Form = {
    "labels": ("{name: number}, or {name: numbers} for regions", labelled, True),
    "channel_names": ("{number: name}", numbered, False),
    "modality": ("{number: name}", numbered, False),
    "regions_class_order": ("a list of whole numbers", optional(listed(whole)), False),
}


def check_form(found, form: Form, where: str) -> None:
    """Refuses entries that are missing or of another type; `where`: the file, and the part of it."""
    if not isinstance(found, dict):
        raise CannotImport(f"{where} has no entries, but nnU-Net writes some: copy the folder again.")
    for key, (expected, is_right, is_needed) in form.items():
        if key not in found and not is_needed:
            continue
        if key not in found:
            raise CannotImport(f'{where} has no "{key}", which nnU-Net writes as {expected}: copy the folder again.')
        if not is_right(found[key]):
            raise CannotImport(
                f'{where} has "{key}": {shortly(found[key])}, but nnU-Net writes {expected} there: copy the folder again.'
            )


def check_configuration(configuration: dict, path: Path, name: str) -> None:
    where = f'{path}, configuration "{name}",'
    check_form(configuration, CONFIGURATION, where)
    for function in FUNCTIONS:
        check_form(configuration.get(f"{function}_kwargs", {}), RESAMPLING, f"{where} {function}_kwargs")
    if configuration.get("architecture"):
        check_form(configuration["architecture"], ARCHITECTURE, f"{where} architecture")


def shortly(value) -> str:
    shown = " ".join(repr(value).split())
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
