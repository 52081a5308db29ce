"""Labels of a DICOM Segmentation as one volume, slices by position: `read_labels.py FILE SLICES` prints its SHA-256 and labels."""

import hashlib
import json
import sys

import numpy as np
import pydicom

dataset = pydicom.dcmread(sys.argv[1])
places = [float(place) for place in sys.argv[2].split(",")]
frames = dataset.pixel_array.reshape(-1, dataset.Rows, dataset.Columns)
labels = np.zeros((len(places), dataset.Rows, dataset.Columns), np.uint8)
for frame, groups in zip(frames, dataset.PerFrameFunctionalGroupsSequence, strict=True):
    z = float(groups.PlanePositionSequence[0].ImagePositionPatient[2])
    k = min(range(len(places)), key=lambda index: abs(places[index] - z))
    assert abs(places[k] - z) < 0.01, z
    if dataset.SegmentationType == "LABELMAP":
        labels[k] = frame
    else:
        number = groups.SegmentIdentificationSequence[0].ReferencedSegmentNumber
        labels[k][frame > 0] = number
print(
    json.dumps(
        {
            "hash": hashlib.sha256(labels.tobytes()).hexdigest(),
            "segments": [str(item.SegmentLabel) for item in dataset.SegmentSequence],
            "patient": str(dataset.PatientID),
        }
    )
)
