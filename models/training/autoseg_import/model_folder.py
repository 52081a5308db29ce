"""A model folder: manifest and card next to the weights."""

import json
from pathlib import Path

from .refusals import CannotImport
from .terms import unspecified_labels

NOT_STATED = "not stated by its authors"


def prepare_folder(folder: Path, force: bool) -> None:
    if (folder / "manifest.json").exists() and not force:
        raise CannotImport(f"{folder} already holds a model: choose another --out, or replace it with --force.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as cause:
        raise CannotImport(f"{folder} cannot be made a folder ({cause.strerror}): choose another --out.") from cause


def common(folder: Path, title: str, architecture: str, description: str) -> dict:
    """What every manifest begins with."""
    name = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in folder.resolve().name.lower())
    return {
        "schemaVersion": 1,
        "name": name.strip("-") or "model",
        "version": "1.0.0",
        "title": title[:64],
        "architecture": architecture,
        "description": description,
        "intendedUse": "research",
    }


def write_folder(folder: Path, manifest: dict, source: str, notes: list[str]) -> None:
    """Writes manifest and card, and prints what remains to be filled in."""
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    missing = unspecified_labels(manifest["segments"])
    if missing:
        notes = [
            *notes,
            f"Segments without a code: {', '.join(missing)}. `autoseg terms` finds codes; --terms takes a table.",
        ]
    (folder / "README.md").write_text(card(manifest, source, notes))
    print(f"{folder}: {len(manifest['segments'])} segments.")
    for note in notes:
        print(f"note: {note}")


def card(manifest: dict, source: str, notes: list[str]) -> str:
    rows = "\n".join(
        f"| {one['value']} | {one['label']} | {one['type']['codeMeaning']} ({one['type']['codingSchemeDesignator']} "
        f"{one['type']['codeValue']}) |"
        for one in manifest["segments"]
    )
    data = "; ".join(f"{one['name']} ({one['licence']})" for one in manifest["data"])
    known = "\n".join(f"- {note}" for note in notes)
    return f"""# {manifest["title"]}

**Research use only.** This is not a medical device.

{manifest["description"]}

- Source: {source}
- Architecture: {manifest["architecture"]}
- Licence of the weights: {manifest["licence"]}
- Trained on: {data}
- How well it does: not known here. `autoseg model compare` tells it on your own labelled cases.

## What is not known

{known or "- Nothing that the importer noticed."}

## Segments

| value | label | code |
| --- | --- | --- |
{rows}
"""
