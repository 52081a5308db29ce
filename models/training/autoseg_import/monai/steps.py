"""A bundle's transforms in the manifest's terms; an unknown transform is refused, not ignored."""

from dataclasses import dataclass, field
from math import inf

from ..refusals import CannotImport
from ..series import are_directions
from .bundle import Bundle, component, resolve, transforms

# They move, copy or name data, without changing values.
WITHOUT_EFFECT = {
    *("LoadImaged", "EnsureChannelFirstd", "AddChanneld", "AsChannelFirstd", "EnsureTyped", "ToTensord"),
    *("CastToTyped", "DeleteItemsd", "SaveImaged", "ToDeviced", "Identityd", "CopyItemsd", "SelectItemsd"),
}


@dataclass
class Before:
    axes: str | None = None
    spacing: list[float] | None = None
    intensity: dict | None = None
    first: str = "resampling"
    # Whether images are reoriented or resampled, so that labels have to be transformed back.
    moves: bool = False
    # Whether the statistics are those of all images together.
    are_scaled_together: bool = False


@dataclass
class Given:
    """What the user states about the training images, for a bundle that takes images as they are."""

    spacing: list[float] | None = None
    axes: str | None = None


@dataclass
class After:
    activation: str | None = None
    values: str = "averaged"
    interpolation: str = "linear"
    threshold: float = 0.5
    postprocessing: list[dict] = field(default_factory=list)


def read_preprocessing(bundle: Bundle, given: Given) -> Before:
    found = Before()
    for entry in transforms(bundle, "preprocessing"):
        name = component(entry)
        if name in WITHOUT_EFFECT:
            continue
        entry = resolve(bundle, entry, f"preprocessing ({name})")
        if name == "Orientationd":
            found.axes = entry.get("axcodes", "RAS")
        elif name == "Spacingd":
            mode = entry.get("mode", "bilinear")
            if (mode[0] if isinstance(mode, list) else mode) not in ("bilinear", 1):
                raise CannotImport(f'The bundle resamples images with "{mode}": only bilinear is known.')
            pixdim = entry["pixdim"]
            found.spacing = [float(one) for one in (pixdim if isinstance(pixdim, list) else [pixdim] * 3)]
            found.first = "intensity" if found.intensity else "resampling"
        elif name in ("ScaleIntensityRanged", "NormalizeIntensityd", "ScaleIntensityd"):
            if found.intensity:
                raise CannotImport("The bundle changes grey values twice: only one such step is known.")
            found.intensity = intensity(name, entry)
            found.are_scaled_together = name != "ScaleIntensityRanged" and not entry.get("channel_wise")
        else:
            raise CannotImport(f"The bundle's preprocessing has {name}, which has no word in a manifest here.")
    found.moves = found.axes is not None or found.spacing is not None
    found.axes = found.axes or given.axes
    found.spacing = found.spacing or given.spacing
    if not found.intensity:
        raise CannotImport("The bundle's preprocessing has no step of grey values: it takes them as they are stored.")
    if not found.axes:
        raise CannotImport(
            "The bundle's preprocessing has no Orientationd: say with --orientation which way the axes of its training "
            "images ran."
        )
    if not are_directions(found.axes):
        raise CannotImport(f'The axes "{found.axes}" are not three directions of the patient, as RAS and LPS are.')
    if not found.spacing:
        raise CannotImport(
            "The bundle's preprocessing has no Spacingd: say with --spacing how far apart the voxels of its training "
            "images were."
        )
    if len(found.spacing) != 3 or not all(0 < one < inf for one in found.spacing):
        raise CannotImport(f"The bundle resamples to {found.spacing} mm: only three numbers above 0 are known.")
    return found


def intensity(name: str, entry: dict) -> dict:
    if name == "ScaleIntensityRanged":
        lower, upper = entry["a_min"], entry["a_max"]
        lowest, highest = entry.get("b_min"), entry.get("b_max")
        lowest, highest = (0, 1) if lowest is None or highest is None else (lowest, highest)
        divide = (upper - lower) / (highest - lowest)
        fixed = {"kind": "fixed", "subtract": lower - lowest * divide, "divideBy": divide}
        return fixed | ({"clip": [lower, upper]} if entry.get("clip") else {})
    if name == "NormalizeIntensityd":
        if entry.get("subtrahend") is not None or entry.get("divisor") is not None:
            raise CannotImport("The bundle normalises with numbers of its own: only mean and deviation are known.")
        return {"kind": "z-score"} | ({"over": {"nonZero": "voxels"}} if entry.get("nonzero") else {})
    if entry.get("factor") is not None:
        raise CannotImport("The bundle scales grey values by a factor, which has no word in a manifest here.")
    return {
        "kind": "percentile",
        "lower": 0,
        "upper": 100,
        "outputRange": [entry.get("minv", 0.0), entry.get("maxv", 1.0)],
    }


def read_postprocessing(bundle: Bundle, before: Before) -> After:
    found = After()
    is_discrete = False
    is_back = False
    for entry in transforms(bundle, "postprocessing"):
        name = component(entry)
        if name in WITHOUT_EFFECT:
            continue
        if name == "Invertd":
            is_back = True
            found.interpolation = "nearest" if is_discrete or entry.get("nearest_interp", True) is True else "linear"
            continue
        entry = resolve(bundle, entry, f"postprocessing ({name})")
        if name == "Activationsd":
            found.activation = "softmax" if entry.get("softmax") else "sigmoid" if entry.get("sigmoid") else None
            found.values = "averaged" if is_back else "probabilities"
        elif name == "AsDiscreted":
            is_discrete = True
            if entry.get("argmax"):
                found.activation = "softmax"
            elif entry.get("threshold") is not None:
                if found.activation != "sigmoid":
                    raise CannotImport(
                        "The bundle's threshold is not one of probabilities: Activationsd must come first."
                    )
                found.threshold = float(entry["threshold"])
            else:
                raise CannotImport("The bundle makes labels neither by argmax nor by a threshold.")
        elif name == "KeepLargestConnectedComponentd" and is_discrete:
            labels = entry.get("applied_labels")
            connectivity = entry.get("connectivity")
            neighbours = 6 if connectivity == 1 else 26
            listed = labels if isinstance(labels, list) else [labels]
            if None in listed:
                raise CannotImport("The bundle keeps the largest component of labels that it does not name.")
            groups = [[label] for label in listed] if entry.get("independent", True) else [listed]
            found.postprocessing += [
                {"operation": "keep-largest-component", "values": values, "neighbours": neighbours} for values in groups
            ]
        else:
            raise CannotImport(f"The bundle's postprocessing has {name}, which has no word in a manifest here.")
    if not is_discrete or found.activation is None:
        raise CannotImport("The bundle's postprocessing makes no labels (AsDiscreted).")
    if before.moves and not is_back:
        raise CannotImport("The bundle's postprocessing does not go back to the image (Invertd).")
    return found


def read_tiles(bundle: Bundle) -> tuple[list[int], dict]:
    """Patch, and the manifest's `tiles`."""
    entry = resolve(bundle, bundle.inference.get("inferer", {}), "inferer")
    if component(entry) != "SlidingWindowInferer":
        raise CannotImport(
            f"The bundle runs by {component(entry) or 'no inferer'}: only SlidingWindowInferer is known."
        )
    patch = entry["roi_size"]
    if len(patch) != 3 or not all(isinstance(size, int) and size > 0 for size in patch):
        raise CannotImport(f"The bundle's patch is {patch}: only volumes of a fixed size are known.")
    overlap = entry.get("overlap", 0.25)
    if isinstance(overlap, list):
        if len(set(overlap)) > 1:
            raise CannotImport(f"The bundle's patches overlap by {overlap}: only one number for all axes is known.")
        overlap = overlap[0]
    padding = entry.get("padding_mode", "constant")
    if padding != "constant" or entry.get("cval", 0.0) != 0.0:
        raise CannotImport(f'The bundle pads with "{padding}": only constant 0 is known.')
    weights = {"kind": "constant"}
    if entry.get("mode", "constant") == "gaussian":
        weights = {"kind": "gaussian", "sigma": entry.get("sigma_scale", 0.125), "centre": "middle", "floor": 0.001}
    return patch, {"overlap": overlap, "placement": "stepped", "weights": weights}
