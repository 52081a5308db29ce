"""Stored values and places of DICOM files as pydicom reads them.

Reads paths from standard input, one a line; writes the first and the last frame of each into the folder given, little
endian, and prints what it found as JSON, by path. What pydicom cannot decompress, the programs named after the folder
(gdcmconv, dcmdjpeg) decompress for it: "by" says who. "places" are the patient positions of three corners of those frames.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pydicom

warnings.filterwarnings("ignore")
folder = pathlib.Path(sys.argv[1])


def decompress(path):
    """The pixels of a file and who decompressed them; the first reason where nobody can."""
    reason = None
    for by, command in (("pydicom", None), ("gdcm", ["gdcmconv", "--raw"]), ("dcmtk", ["dcmdjpeg"])):
        if command is not None and command[0] not in sys.argv[2:]:
            continue
        try:
            if command is None:
                return by, pydicom.dcmread(path, force=True).pixel_array
            with tempfile.NamedTemporaryFile(suffix=".dcm") as plain:
                subprocess.run([*command, path, plain.name], check=True, capture_output=True, timeout=60)
                return by, pydicom.dcmread(plain.name, force=True).pixel_array
        except Exception as error:
            reason = reason or " ".join(str(error).split())[:200]
    raise ValueError(reason)


def find(dataset, frame, macro, keyword):
    """A value of the frame's own functional group, the shared one, or the data set."""
    groups = [
        dataset.PerFrameFunctionalGroupsSequence[frame] if "PerFrameFunctionalGroupsSequence" in dataset else None,
        dataset.SharedFunctionalGroupsSequence[0] if dataset.get("SharedFunctionalGroupsSequence") else None,
    ]
    for group in groups:
        if group is not None and macro in group and keyword in group[macro].value[0]:
            return group[macro].value[0][keyword].value
    return dataset[keyword].value


def places(dataset, frame):
    position = np.array(find(dataset, frame, "PlanePositionSequence", "ImagePositionPatient"), dtype=float)
    orientation = np.array(find(dataset, frame, "PlaneOrientationSequence", "ImageOrientationPatient"), dtype=float)
    between_rows, between_columns = (
        float(value) for value in find(dataset, frame, "PixelMeasuresSequence", "PixelSpacing")
    )
    corners = ((0, 0), (dataset.Columns - 1, 0), (7, dataset.Rows - 1))
    return [
        {
            "ij": [int(i), int(j)],
            "lps": (position + i * between_columns * orientation[:3] + j * between_rows * orientation[3:]).tolist(),
        }
        for i, j in corners
    ]


found = {}
for path in sys.stdin.read().splitlines():
    try:
        dataset = pydicom.dcmread(path, force=True)
        frames = int(dataset.get("NumberOfFrames", 1) or 1)
        by, values = decompress(path)
        values = values.astype(values.dtype.newbyteorder("<"))
        if frames == 1 and values.ndim == (2 if dataset.SamplesPerPixel == 1 else 3):
            values = values[None]
        name = str(len(found))
        for frame in {0, frames - 1}:
            np.ascontiguousarray(values[frame]).tofile(folder / f"{name}.{frame}")
        found[path] = {"name": name, "type": values.dtype.name, "frames": frames, "by": by}
        try:
            found[path]["places"] = [
                {"frame": frame, **place} for frame in sorted({0, frames - 1}) for place in places(dataset, frame)
            ]
        except Exception:
            pass
    except Exception as error:
        found[path] = {"error": " ".join(str(error).split())[:200]}
print(json.dumps(found))
