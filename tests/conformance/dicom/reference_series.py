"""Voxels and places of a DICOM series as pydicom and numpy give them.

Reads paths from standard input, one a line; sorts the images along row direction x column direction; prints as JSON the
size, the SHA-256 of all rescaled voxels (Int16 where they are whole and fit, else Float32) and the patient position of
some voxels.
"""

import hashlib
import json
import sys
import warnings

import numpy as np
import pydicom

warnings.filterwarnings("ignore")
images = [pydicom.dcmread(path) for path in sys.stdin.read().splitlines()]
row, column = np.array(images[0].ImageOrientationPatient, dtype=float).reshape(2, 3)
images.sort(key=lambda image: np.dot(np.array(image.ImagePositionPatient, dtype=float), np.cross(row, column)))
values = [
    image.pixel_array.astype(np.float64) * float(image.get("RescaleSlope", 1)) + float(image.get("RescaleIntercept", 0))
    for image in images
]
whole = all((slice_ == np.round(slice_)).all() and slice_.min() >= -32768 and slice_.max() <= 32767 for slice_ in values)
voxels = np.stack(values).astype(np.int16 if whole else np.float32)

places = []
for k in (0, len(images) // 3, len(images) - 1):
    image = images[k]
    between_rows, between_columns = (float(value) for value in image.PixelSpacing)
    for i, j in ((0, 0), (image.Columns - 1, 0), (7, image.Rows - 1)):
        place = np.array(image.ImagePositionPatient, dtype=float) + i * between_columns * row + j * between_rows * column
        places.append({"ijk": [int(i), int(j), k], "lps": place.tolist()})
print(
    json.dumps(
        {
            "size": [int(images[0].Columns), int(images[0].Rows), len(images)],
            "type": voxels.dtype.name,
            "sha256": hashlib.sha256(voxels.tobytes()).hexdigest(),
            "places": places,
            "instances": [image.SOPInstanceUID or image.file_meta.MediaStorageSOPInstanceUID for image in images],
        }
    )
)
