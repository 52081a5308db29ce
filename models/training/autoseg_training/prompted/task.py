"""The task: data sets and their classes, scales, simulated users and augmentation, in one TOML file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from ..tasks import Task

FOLDER = Path(__file__).parent
DEFAULT = "click-any"


@dataclass(frozen=True)
class LabelClass:
    """Label values that are one object; with `each`, every connected part is an object of its own."""

    name: str
    values: tuple[int, ...]
    each: bool = False
    share: float = 1.0


@dataclass(frozen=True)
class LabelledSet:
    """A folder of labelled cases in its public form; `task` names its validation cases in `split.json`."""

    folder: str
    task: str
    modality: str
    intensity: dict
    assumed_mm: tuple[float, float, float]
    classes: tuple[LabelClass, ...]


@dataclass(frozen=True)
class PromptedTask(Task):
    """`scales_mm`: patch pixel sizes in mm; `without`: what the second network, trained as evidence, never sees."""

    scales_mm: tuple[float, ...]
    slice_distances_mm: tuple[float, float]
    sets: tuple[LabelledSet, ...]
    without: dict[str, list[str]]

    def set_of(self, folder: str) -> LabelledSet:
        for labelled in self.sets:
            if labelled.folder == folder:
                return labelled
        raise ValueError(f"{folder}: no such set; {self.name} has {', '.join(entry.folder for entry in self.sets)}")


def read_set(fields: dict) -> LabelledSet:
    classes = tuple(
        LabelClass(name, tuple(entry.pop("values")), **entry) for name, entry in fields.pop("classes").items()
    )
    return LabelledSet(classes=classes, assumed_mm=tuple(fields.pop("assumed_mm")), **fields)


def load_prompted_task(name: str = DEFAULT) -> PromptedTask:
    """The task with that name, or from a TOML file of the user's own."""
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in FOLDER.glob("*.toml")))
        raise ValueError(f"{name}: no such task; there are {known}, or give a TOML file")
    fields = tomllib.loads(path.read_text())
    for key in ("widths", "structures", "scales_mm", "slice_distances_mm"):
        fields[key] = tuple(fields[key])
    task = PromptedTask(name=path.stem, **fields | {"sets": tuple(read_set(entry) for entry in fields["sets"])})
    names = {kind.name for labelled in task.sets for kind in labelled.classes}
    unknown = [name for name in task.without["classes"] if name not in names]
    if unknown:
        raise ValueError(f"{path.name}: {unknown[0]} is left out, but no set has such a class")
    for folder in task.without["sets"]:
        task.set_of(folder)
    return task
