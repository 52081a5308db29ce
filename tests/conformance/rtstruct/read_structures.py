"""Prints as JSON the volume in ml of each region of an RT Structure Set on the images it was drawn on: voxels whose centres
skimage finds inside, contours of a slice combined by exclusive or."""
import json
import sys
from pathlib import Path

import numpy as np
import pydicom
from skimage.measure import grid_points_in_poly

structures = pydicom.dcmread(sys.argv[1])
images = {}
for path in Path(sys.argv[2]).iterdir():
    try:
        image = pydicom.dcmread(path, stop_before_pixels=True)
    except pydicom.errors.InvalidDicomError:
        continue
    if "ImagePositionPatient" in image:
        images[image.SOPInstanceUID] = image

orientation = np.array(next(iter(images.values())).ImageOrientationPatient, float)
row, column = orientation[:3], orientation[3:]
normal = np.cross(row, column)
places = {uid: float(np.dot(image.ImagePositionPatient, normal)) for uid, image in images.items()}
ordered = sorted(places.values())
thickness = (ordered[-1] - ordered[0]) / (len(ordered) - 1)

seen = {}
for roi, contours in zip(structures.StructureSetROISequence, structures.ROIContourSequence):
    masks = {}
    for contour in contours.get("ContourSequence", []):
        points = np.array(contour.ContourData, float).reshape(-1, 3)
        uid = min(places, key=lambda each: abs(places[each] - float(np.dot(points[0], normal))))
        image = images[uid]
        away = points - np.array(image.ImagePositionPatient, float)
        rows = away @ column / float(image.PixelSpacing[0])
        columns = away @ row / float(image.PixelSpacing[1])
        mask = grid_points_in_poly((image.Rows, image.Columns), np.stack([rows, columns], 1))
        masks[uid] = masks.get(uid, np.zeros_like(mask)) ^ mask
    voxel = float(np.prod(np.array(image.PixelSpacing, float))) * thickness / 1000
    seen[int(roi.ROINumber)] = sum(int(mask.sum()) for mask in masks.values()) * voxel
print(json.dumps(seen))
