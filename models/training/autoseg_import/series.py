"""The images of a patient that a network sees side by side, in the words of the manifest."""


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
