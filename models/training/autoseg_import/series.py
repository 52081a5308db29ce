"""The images of a patient that a network sees side by side, in the words of the manifest."""

# DICOM Modality of the images that a model may be made for.
MODALITIES = ("CT", "MR", "PT")


def are_directions(letters) -> bool:
    """Whether letters name three directions of the patient, one of each axis, as RAS and LPS do."""
    if not isinstance(letters, str) or len(letters) != 3:
        return False
    axes = {next((axis for axis in ("LR", "PA", "SI") if letter in axis), None) for letter in letters}
    return None not in axes and len(axes) == 3


def distinct_names(names: list[str]) -> list[str]:
    """Names that a command line can tell apart."""
    plain = [name.replace("=", "-").strip() or f"image {number}" for number, name in enumerate(names, 1)]
    repeated = {name for name in plain if plain.count(name) > 1}
    return [f"{name} ({number})" if name in repeated else name for number, name in enumerate(plain, 1)]


def describe_series(series: list[dict]) -> dict:
    """The entries `modality`, `intensity` and, of several, `series`, each with what differs from the first."""
    first = series[0]
    common = {"modality": first["modality"], "intensity": first["intensity"]}
    if len(series) == 1:
        return common
    return common | {
        "series": [
            {"name": one["name"]} | {key: one[key] for key in ("modality", "intensity") if one[key] != first[key]}
            for one in series
        ]
    }
