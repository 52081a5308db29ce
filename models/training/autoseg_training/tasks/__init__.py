"""Task definitions: one TOML file each, next to this module."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Structure:
    """What is measured, and what a Dice term of the loss covers: label values that count as one structure."""

    name: str
    values: tuple[int, ...]
    dice: str


@dataclass(frozen=True)
class Task:
    """`size`: rows and columns of the input; `values`: label values including background; `model`: contents
    of the manifest.
    """

    name: str
    size: int
    widths: tuple[int, ...]
    values: int
    intensity: dict
    training: dict
    structures: tuple[Structure, ...]
    sampling: dict
    augmentation: dict
    model: dict


def task_names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_task(name: str) -> Task:
    """The task with that name, or from a TOML file of the user's own."""
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not path.is_file():
        raise ValueError(f"{name}: no such task; there are {', '.join(task_names())}, or give a TOML file")
    fields = tomllib.loads(path.read_text())
    structures = tuple(Structure(s["name"], tuple(s["values"]), s["dice"]) for s in fields.pop("structures"))
    return Task(name=path.stem, structures=structures, **fields | {"widths": tuple(fields["widths"])})
