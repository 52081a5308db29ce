"""A bundle's files as data: references are followed, but code is never run."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..refusals import CannotImport, first_line


@dataclass(frozen=True)
class Bundle:
    folder: Path
    metadata: dict
    inference: dict


def read_bundle(folder: Path) -> Bundle:
    return Bundle(folder, read_config(folder, "metadata"), read_config(folder, "inference"))


def read_config(folder: Path, name: str) -> dict:
    for suffix in (".json", ".yaml", ".yml"):
        path = folder / "configs" / f"{name}{suffix}"
        if not path.is_file():
            continue
        import yaml

        try:
            content = path.read_text(encoding="utf-8")
            found = json.loads(content) if suffix == ".json" else yaml.safe_load(content)
        except (ValueError, RecursionError, yaml.YAMLError) as cause:
            raise CannotImport(f"{path} cannot be read ({first_line(cause)}): download the bundle again.") from cause
        if not isinstance(found, dict):
            raise CannotImport(f"{path} has no entries by name: download the bundle again.")
        return found
    raise CannotImport(f"{folder} has no configs/{name}.json: give the folder of a bundle of MONAI.")


@contextmanager
def as_written(bundle: Bundle) -> Iterator[None]:
    """Refuses a bundle whose entries are missing or of other types than MONAI's classes take."""
    try:
        yield
    except CannotImport:
        raise
    except RecursionError as cause:
        raise CannotImport(
            f"{bundle.folder} has entries that refer to themselves: download the bundle again."
        ) from cause
    except Exception as cause:
        said = f"{type(cause).__name__} {first_line(cause)}"
        raise CannotImport(
            f"{bundle.folder} has entries in configs/ that are not as MONAI writes them ({said}): download the bundle again."
        ) from cause


def resolve(bundle: Bundle, value, wanted: str):
    """A value with its references (`@network`, `@a#b`, `@a::b`) resolved; `wanted`: what it is for, to report code."""
    if isinstance(value, str) and value.startswith("@"):
        found = bundle.inference
        for key in value[1:].replace("::", "#").split("#"):
            key = int(key) if isinstance(found, list) else key
            try:
                found = found[key]
            except (KeyError, IndexError, TypeError) as cause:
                raise CannotImport(f"The bundle refers to {value}, which it does not have.") from cause
        return resolve(bundle, found, wanted)
    if isinstance(value, str) and value.startswith("$"):
        raise CannotImport(
            f'The bundle states its {wanted} as code to be run ("{value}"): write the value there instead.'
        )
    if isinstance(value, dict):
        return {key: resolve(bundle, one, wanted) for key, one in value.items()}
    if isinstance(value, list):
        return [resolve(bundle, one, wanted) for one in value]
    return value


def component(entry: dict) -> str:
    """The class of an entry with `_target_`, without its module."""
    return str(entry.get("_target_", "")).split(".")[-1]


def transforms(bundle: Bundle, key: str) -> list[dict]:
    """The steps of a Compose, resolved one by one, without disabled ones."""
    composed = bundle.inference.get(key)
    if not isinstance(composed, dict) or "transforms" not in composed:
        raise CannotImport(f"The bundle's inference.json has no {key} that is a Compose of transforms.")
    listed = composed["transforms"]
    listed = resolve(bundle, listed, key) if isinstance(listed, str) else listed
    return [one for one in listed if not one.get("_disabled_")]
