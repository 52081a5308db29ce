"""Cases in a folder, in the forms of public data sets: strips, NIfTI pairs, or DICOM series with a DICOM-SEG."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# For strips without a spacing in the index; with it, the whole field of view fits into the input.
STRIP_SPACING_MM = (1.5, 1.5, None)


@dataclass(frozen=True)
class Source:
    """A case as read: grey values (HU for CT) and labels `[slices, rows, columns]`.

    `spacing_mm`: of columns, rows and slices; the last is None if unknown.
    """

    name: str
    grey: np.ndarray
    labels: np.ndarray
    spacing_mm: tuple[float, float, float | None]


def read_strip(path: Path, rows: int, columns: int) -> np.ndarray:
    """A vertical strip of slices as uint8 `[slices, rows, columns]`."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    if not path.is_file():
        raise ValueError(f"{path.stem}: {path.name} is missing")
    strip = np.asarray(Image.open(path).convert("L") if path.suffix == ".jpg" else Image.open(path))
    if strip.ndim != 2 or strip.shape[1] != columns or strip.shape[0] % rows:
        raise ValueError(f"{path.stem}: expected slices of {rows} x {columns} under another, found {strip.shape}")
    return strip.reshape(-1, rows, columns)


def strip_spacing(name: str, entry: dict) -> tuple[float, float, float | None]:
    """Spacing between columns, rows and slices in mm of an entry of `index.json`."""
    spacing = entry.get("spacingMm", STRIP_SPACING_MM)
    if len(spacing) != 3 or not all(value is None or value > 0 for value in spacing):
        raise ValueError(f"{name}: spacingMm must be three positive numbers (column, row, slice), found {spacing}")
    return tuple(spacing)


def read_strips(folder: Path, intensity: dict) -> Iterator[Source]:
    """`CASE.jpg` and `CASE.png`; their sizes and, if known, `spacingMm` are in `index.json` next to the folder.

    Grey values of CT are the task's window as 0..255. Long volumes have two strips, `CASEa` (first) and `CASEb`.
    """
    index = json.loads((folder.parent / "index.json").read_text())[folder.name]
    parts: dict[str, list[str]] = {}
    for strip in sorted(index):
        parts.setdefault(re.sub(r"(?<=\d)[ab]$", "", strip), []).append(strip)
    for name, strips in parts.items():
        grey, labels = (
            np.concatenate(
                [
                    read_strip(folder / f"{strip}{suffix}", index[strip]["rows"], index[strip]["columns"])
                    for strip in strips
                ]
            )
            for suffix in (".jpg", ".png")
        )
        if intensity["kind"] == "window":
            grey = grey * np.float32((intensity["upper"] - intensity["lower"]) / 255) + intensity["lower"]
        yield Source(name, grey, labels, strip_spacing(name, index[strips[0]]))


def nifti_stem(path: Path) -> str:
    return path.name.removesuffix(".gz").removesuffix(".nii")


def find_nifti_labels(image: Path) -> Path:
    """The label file of an image: `labelsTr/NAME` (Decathlon), `NAME_gt` (ACDC) or `segmentation-N` (LiTS)."""
    stem, ending = nifti_stem(image), image.name[len(nifti_stem(image)) :]
    candidates = [
        image.parent.parent / "labelsTr" / f"{stem.removesuffix('_0000')}{ending}",
        image.with_name(f"{stem}_gt{ending}"),
        image.with_name(f"{stem.replace('volume', 'segmentation', 1)}{ending}"),
    ]
    for candidate in candidates:
        if candidate.is_file() and candidate != image:
            return candidate
    names = ", ".join(sorted({f"{path.parent.name}/{path.name}" for path in candidates if path != image}))
    raise ValueError(f"{stem}: no label file; looked for {names}")


def is_nifti_image(path: Path) -> bool:
    other = nifti_stem(path).endswith(("_gt", "_4d")) or path.name.startswith(("segmentation", "."))
    return not other and path.parent.name not in ("labelsTr", "imagesTs")


def read_nifti(folder: Path, plane: str) -> Iterator[Source]:
    """Every `.nii` and `.nii.gz` under the folder that is not a label file."""
    import nibabel

    for path in sorted(path for path in folder.rglob("*.nii*") if is_nifti_image(path)):
        name = nifti_stem(path)
        image, labels = nibabel.load(path), nibabel.load(find_nifti_labels(path))
        if image.shape != labels.shape or not np.allclose(image.affine, labels.affine, atol=1e-2):
            raise ValueError(f"{name}: image {image.shape} and labels {labels.shape} do not lie on one grid")
        if len(image.shape) != 3:
            raise ValueError(f"{name}: expected a volume, found {len(image.shape)} dimensions")
        if plane == "axial":
            image, labels = nibabel.as_closest_canonical(image), nibabel.as_closest_canonical(labels)
        # NIfTI axes point right, anterior and superior; rows and columns of an axial slice point posterior and left.
        turn = (slice(None), slice(None, None, -1), slice(None, None, -1)) if plane == "axial" else ...
        grey, truth = (np.asarray(data.dataobj).transpose(2, 1, 0)[turn] for data in (image, labels))
        yield Source(name, grey.astype(np.float32), np.round(truth), tuple(map(float, image.header.get_zooms()[:3])))


def read_dicom(folder: Path, plane: str) -> Iterator[Source]:
    """One case per subfolder: the files of one series and its DICOM-SEG, whose segment numbers are the labels."""
    import highdicom
    import pydicom

    for case in sorted(path for path in folder.iterdir() if path.is_dir()):
        images, segmentations = [], []
        for path in sorted(path for path in case.rglob("*") if path.is_file()):
            dataset = pydicom.dcmread(path)
            (segmentations if dataset.get("Modality") == "SEG" else images).append(dataset)
        if len(segmentations) != 1 or not images:
            raise ValueError(f"{case.name}: expected a series and one DICOM-SEG, found {len(segmentations)} of these")
        volume = highdicom.get_volume_from_series(images)
        ordered = [image.SOPInstanceUID for image in highdicom.spatial.sort_datasets(images)]
        labels = volume.with_array(
            highdicom.seg.Segmentation.from_dataset(segmentations[0]).get_pixels_by_source_instance(
                ordered, combine_segments=True, rescale_fractional=False, assert_missing_frames_are_empty=True
            )
        )
        if plane == "axial":
            volume, labels = (item.to_patient_orientation("HPL") for item in (volume, labels))
        between_slices, between_rows, between_columns = volume.spacing
        yield Source(
            case.name, volume.array.astype(np.float32), labels.array, (between_columns, between_rows, between_slices)
        )


def read_cases(folder: Path, intensity: dict, plane: str) -> Iterator[Source]:
    """Cases of whichever form the folder contains."""
    if not folder.is_dir():
        raise ValueError(f"{folder}: no such folder")
    if any(folder.glob("*.jpg")):
        yield from read_strips(folder, intensity)
    elif any(folder.rglob("*.nii*")):
        yield from read_nifti(folder, plane)
    else:
        yield from read_dicom(folder, plane)
