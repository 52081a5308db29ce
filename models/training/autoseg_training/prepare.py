"""Strips of slices (JPEG grey, PNG labels) to a cache of numpy volumes."""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from .cases import Case, save_case

SIZE = 256


def read_strip(path: Path) -> np.ndarray:
    """A strip of square slices one under another as uint8 `[slices, SIZE, SIZE]`."""
    Image.MAX_IMAGE_PIXELS = None
    strip = np.asarray(Image.open(path).convert("L") if path.suffix == ".jpg" else Image.open(path))
    if strip.ndim != 2 or strip.shape[1] != SIZE or strip.shape[0] % SIZE:
        raise ValueError(f"{path.name}: expected a single-channel strip {SIZE} columns wide, found {strip.shape}")
    return strip.reshape(-1, SIZE, SIZE)


def volume_name(strip_name: str) -> str:
    """`volume-03b` -> `volume-03`: long volumes come as two strips, a (inferior) and b (superior)."""
    return strip_name.rstrip("ab")


def prepare(strips: Path, cache: Path) -> None:
    parts: dict[str, list[Path]] = {}
    for path in sorted(strips.glob("*.jpg")):
        parts.setdefault(volume_name(path.stem), []).append(path)
    for name, paths in parts.items():
        grey = np.concatenate([read_strip(path) for path in paths])
        labels = np.concatenate([read_strip(path.with_suffix(".png")) for path in paths]).astype(np.uint8)
        if grey.shape != labels.shape or labels.max() > 2:
            raise ValueError(
                f"{name}: grey {grey.shape} and labels {labels.shape} (values to {labels.max()}) do not fit"
            )
        save_case(cache, Case(name, grey, labels))
        print(
            f"{name}: {len(grey)} slices, {np.count_nonzero(labels == 1)} liver, {np.count_nonzero(labels == 2)} tumour"
        )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--strips", type=Path, required=True, help="folder with CASE.jpg and CASE.png")
    parser.add_argument("--cache", type=Path, required=True, help="folder to write the numpy volumes to")


def main(options: argparse.Namespace) -> None:
    prepare(options.strips, options.cache)
