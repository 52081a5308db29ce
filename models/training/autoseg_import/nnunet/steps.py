"""nnU-Net's steps around the network in the words of the manifest (docs/manifest.md)."""

from ..refusals import CannotImport
from ..series import distinct_names
from .form import INTENSITIES, check_form
from .plans import Trained

# nnU-Net's ANISO_THRESHOLD.
ANISOTROPY = 3
SPLINES = {0: "nearest", 1: "linear", 3: "cubic"}
# Which way x, y and z of the arrays run that its readers give: as DICOM does, unless the reader turns them.
READERS = {
    "SimpleITKIO": None,
    "NibabelIO": None,
    "NibabelIOWithReorient": "RAS",
    "SimpleITKIOWithReorient": "RAS",
}
PLANES = {"L": "sagittal", "R": "sagittal", "P": "coronal", "A": "coronal", "S": "axial", "I": "axial"}
PLANE_AXES = {
    "axial": {"columns": "L", "rows": "P", "slices": "S"},
    "coronal": {"columns": "L", "rows": "I", "slices": "P"},
    "sagittal": {"columns": "P", "rows": "I", "slices": "L"},
}


def orientation(trained: Trained, given: str | None) -> dict:
    """`plane` and, where they are not the plane's own, `axes`; `given`: letters of x, y and z of the training files."""
    reader = trained.plans.get("image_reader_writer", "SimpleITKIO")
    if reader not in READERS:
        raise CannotImport(f"{trained.folder} was trained on images of {reader}: only volumes can be segmented here.")
    order = trained.plans.get("transpose_forward", [0, 1, 2])
    if given == "acquired":
        if list(order) != [0, 1, 2]:
            raise CannotImport(
                f"The plans turn the axes of an image ({order}), so --orientation acquired cannot be said: name directions."
            )
        return {"plane": "acquired"}
    letters = READERS[reader] or given or "LPS"
    arrays = letters[::-1]  # arrays are [z, y, x]
    slices, rows, columns = (arrays[axis] for axis in order)
    plane = PLANES[slices]
    axes = {"columns": columns, "rows": rows, "slices": slices}
    return {"plane": plane} | ({} if axes == PLANE_AXES[plane] else {"axes": axes})


def series(trained: Trained, given: str | None) -> list[dict]:
    """Name, modality and intensity of each channel; `given`: DICOM Modality of all of them."""
    schemes = trained.configuration["normalization_schemes"]
    names = channel_names(trained)
    if len(schemes) != len(names):
        raise CannotImport(
            f"dataset.json names {len(names)} channels, but plans.json normalises {len(schemes)}: they are not of one model."
        )
    return [
        {"name": name, "modality": modality(name, given), "intensity": intensity(trained, channel)}
        for channel, name in enumerate(names)
    ]


def intensity(trained: Trained, channel: int) -> dict:
    schemes = trained.configuration["normalization_schemes"]
    scheme = schemes[channel]
    masks = trained.configuration.get("use_mask_for_norm") or [False] * len(schemes)
    if len(masks) != len(schemes):
        raise CannotImport(f"plans.json normalises {len(schemes)} channels, but has masks for {len(masks)}.")
    masked = masks[channel]
    if scheme == "CTNormalization":
        found = trained.plans.get("foreground_intensity_properties_per_channel") or trained.plans.get(
            "foreground_intensity_properties_by_modality"
        )
        numbers = (found or {}).get(str(channel), {})
        check_form(numbers, INTENSITIES, f"{trained.folder / 'plans.json'}, intensities of channel {channel},")
        return {
            "kind": "fixed",
            "clip": [numbers["percentile_00_5"], numbers["percentile_99_5"]],
            "subtract": numbers["mean"],
            "divideBy": max(numbers["std"], 1e-8),
        }
    if scheme == "ZScoreNormalization":
        over = {"nonZero": "filled"} | ({"of": "any-series"} if len(schemes) > 1 else {})
        return {"kind": "z-score"} | ({"over": over} if masked else {})
    if scheme == "RescaleTo01Normalization":
        return {"kind": "percentile", "lower": 0, "upper": 100, "outputRange": [0, 1]}
    if scheme in ("NoNormalization", "RGBTo01Normalization"):
        return {"kind": "fixed", "subtract": 0, "divideBy": 255 if scheme == "RGBTo01Normalization" else 1}
    raise CannotImport(f"{trained.name} normalises with {scheme}, which is not one of nnU-Net's own schemes.")


def channel_names(trained: Trained) -> list[str]:
    """As dataset.json has them, in the order of their numbers."""
    named = trained.dataset.get("channel_names") or trained.dataset.get("modality") or {}
    return distinct_names([str(named[key]) for key in sorted(named, key=int)])


def modality(name: str, given: str | None) -> str:
    """DICOM Modality of a series: as given, else by the name of the channel."""
    if given:
        return given
    upper = name.upper()
    if upper.startswith("CT"):
        return "CT"
    if upper.startswith(("MR", "T1", "T2", "FLAIR", "DWI", "ADC", "CINE")):
        return "MR"
    if upper.startswith(("PET", "PT")):
        return "PT"
    raise CannotImport(f'dataset.json calls an image "{name}", which names no modality: add --modality CT, MR or PT.')


def interpolation(configuration: dict, which: str) -> tuple[str, dict]:
    """How `resampling_fn_{which}` makes values between voxels, and along an axis of long voxels."""
    name = configuration.get(f"resampling_fn_{which}", "resample_data_or_seg_to_shape")
    arguments = configuration.get(f"resampling_fn_{which}_kwargs", {})
    separate = arguments.get("force_separate_z")
    threshold = arguments.get("separate_z_anisotropy_threshold", ANISOTROPY)
    anisotropy = {None: threshold, True: 1}.get(separate)
    if name == "resample_data_or_seg_to_shape":
        order, order_z = arguments.get("order", 3), arguments.get("order_z", 0)
        if order not in SPLINES or order_z not in SPLINES:
            raise CannotImport(f"The plans resample with a spline of order {order}: only 0, 1 and 3 are known.")
        kind, along = SPLINES[order], SPLINES[order_z]
    elif name in ("resample_torch_fornnunet", "resample_torch_simple"):
        mode = arguments.get("mode", "linear")
        if mode != "linear":
            raise CannotImport(f'The plans resample with torch\'s "{mode}": only "linear" is known.')
        kind, along = "linear", "nearest"
        if name == "resample_torch_simple":
            anisotropy = None
    else:
        raise CannotImport(f"The plans resample with {name}, which is not one of nnU-Net's own functions.")
    if anisotropy is None:
        return kind, {}
    return kind, {"separateAxis": {"anisotropy": anisotropy, "interpolation": along}}


def resampling(trained: Trained, step_size: float) -> dict:
    configuration = trained.configuration
    kind, separate = interpolation(configuration, "data")
    back, separate_back = interpolation(configuration, "probabilities")
    if separate != separate_back:
        raise CannotImport("The plans resample images and probabilities differently along an axis of long voxels.")
    if back == "cubic":
        raise CannotImport("The plans resample probabilities with a cubic spline: only linear and nearest are known.")
    spacing = [float(value) for value in reversed(configuration["spacing"])]
    if len(spacing) != len(configuration["patch_size"]):
        raise CannotImport("The plans give a spacing and a patch of different dimensions: correct plans.json.")
    return {
        "inPlane": "target-grid",
        "spacingMm": spacing,
        "align": "edges",
        "interpolation": kind,
        **separate,
        "tiles": {
            "overlap": round(1 - step_size, 6),
            "placement": "spread",
            "weights": {
                "kind": "gaussian",
                "sigma": 0.125,
                "centre": "voxel",
                "peak": 10,
                "precision": "float16",
                "floor": "lowest",
            },
            "sums": "float16",
        },
        "back": {"values": "averaged", "interpolation": back, "precision": "float16"},
    }


def check_cascade(trained: Trained) -> None:
    """The second stage of a cascade is given labels, which are resampled by their shares."""
    name = trained.configuration.get("resampling_fn_seg", "resample_data_or_seg_to_shape")
    arguments = trained.configuration.get("resampling_fn_seg_kwargs", {})
    images = trained.configuration.get("resampling_fn_data_kwargs", {})
    same = all(arguments.get(key) == images.get(key) for key in ("force_separate_z", "separate_z_anisotropy_threshold"))
    known = arguments.get("order", 1) == 1 and arguments.get("order_z", 0) == 0 and same
    if name != "resample_data_or_seg_to_shape" or not known:
        raise CannotImport(f"{trained.name} resamples the labels of the first stage with {name} and {arguments}.")


def mirrors(trained: Trained, axes: tuple[int, ...]) -> list[str]:
    names = ["slices", "rows", "columns"][-trained.dimensions :]
    return [names[axis] for axis in axes]


def tensor(trained: Trained, channels: int) -> dict:
    """Name, layout and shape of the input."""
    layout = "NCDHW" if trained.dimensions == 3 else "NCHW"
    return {"name": "image", "layout": layout, "shape": [1, channels, *trained.configuration["patch_size"]]}
