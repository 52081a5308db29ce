"""Stored values of DICOM files as pydicom reads them.

Reads paths from standard input, one a line; writes the first and the last frame of each into the folder given, little
endian, and prints what it found as JSON, by path.
"""

import json
import pathlib
import sys
import warnings

import numpy as np
import pydicom

warnings.filterwarnings("ignore")
folder = pathlib.Path(sys.argv[1])
found = {}
for path in sys.stdin.read().splitlines():
    try:
        dataset = pydicom.dcmread(path, force=True)
        frames = int(dataset.get("NumberOfFrames", 1) or 1)
        values = dataset.pixel_array
        values = values.astype(values.dtype.newbyteorder("<"))
        if frames == 1 and values.ndim == (2 if dataset.SamplesPerPixel == 1 else 3):
            values = values[None]
        name = str(len(found))
        for frame in {0, frames - 1}:
            np.ascontiguousarray(values[frame]).tofile(folder / f"{name}.{frame}")
        found[path] = {"name": name, "type": values.dtype.name, "frames": frames}
    except Exception as error:
        found[path] = {"error": " ".join(str(error).split())[:200]}
print(json.dumps(found))
