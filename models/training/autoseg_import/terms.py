"""Codes of segments: from the user's table, or honestly unspecified."""

import colorsys
import csv
from pathlib import Path

from .refusals import CannotImport, first_line

# A private coding scheme, as DICOM has them: "99" first (PS3.16, 8.2).
UNSPECIFIED = "99AUTOSEG"
FIELDS = ("label", "category", "categoryMeaning", "type", "typeMeaning", "modifier", "modifierMeaning", "color")


def unspecified(label: str) -> dict:
    return {
        "category": {
            "codeValue": "unspecified",
            "codingSchemeDesignator": UNSPECIFIED,
            "codeMeaning": "Unspecified category",
        },
        "type": {"codeValue": "unspecified", "codingSchemeDesignator": UNSPECIFIED, "codeMeaning": label[:64]},
    }


def code(value: str, meaning: str) -> dict:
    return {"codeValue": value, "codingSchemeDesignator": "SCT", "codeMeaning": meaning}


def read_table(path: Path | None) -> dict[str, dict]:
    """Codes by label from a CSV file with the columns of `FIELDS`; modifier and color may be empty."""
    if path is None:
        return {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as cause:
        raise CannotImport(f"{path} cannot be read as a CSV file in UTF-8 ({first_line(cause)}).") from cause
    missing = [field for field in FIELDS[:5] if rows and field not in rows[0]]
    if missing:
        raise CannotImport(f"{path} has no column {missing[0]}: it needs {', '.join(FIELDS)}.")
    table = {}
    for line, row in enumerate(rows, 2):
        if not all(row[field] for field in FIELDS[:5]):
            raise CannotImport(f"{path}, line {line}: a code needs {', '.join(FIELDS[:5])}.")
        entry = {
            "category": code(row["category"], row["categoryMeaning"]),
            "type": code(row["type"], row["typeMeaning"]),
        }
        if row.get("modifier"):
            entry["typeModifier"] = code(row["modifier"], row["modifierMeaning"])
        if row.get("color"):
            entry["color"] = read_color(row["color"], f"{path}, line {line}")
        table[row["label"]] = entry
    return table


def read_color(given: str, where: str) -> list[int]:
    parts = given.replace(",", " ").split()
    if len(parts) != 3 or not all(part.isdecimal() and int(part) < 256 for part in parts):
        raise CannotImport(f'{where}: the colour "{given}" is not three numbers from 0 to 255.')
    return [int(part) for part in parts]


def color_of(index: int) -> list[int]:
    """Colours far apart in hue, one after another."""
    red, green, blue = colorsys.hsv_to_rgb((index * 0.618034) % 1, 0.65 if index % 2 else 0.85, 0.9)
    return [round(255 * part) for part in (red, green, blue)]


def describe_segments(segments: tuple[tuple[str, int, int], ...], table: dict[str, dict]) -> list[dict]:
    """The manifest's `segments`."""
    described = []
    for index, (name, value, channel) in enumerate(segments):
        entry = {"value": value} | ({} if channel == value else {"channel": channel})
        found = table.get(name, unspecified(name))
        described.append(entry | {"label": name[:64], "color": color_of(index)} | found)
    return described


def unspecified_labels(segments: list[dict]) -> list[str]:
    return [one["label"] for one in segments if one["type"]["codingSchemeDesignator"] == UNSPECIFIED]
