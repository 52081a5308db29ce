"""Prints as JSON what nibabel, pynrrd, trimesh, pydicom and highdicom see in a folder of converted segments."""
import json
import sys
from pathlib import Path

import nibabel
import nrrd
import numpy as np
import pydicom
import trimesh
from highdicom.sr import srread

folder = Path(sys.argv[1])
seen = {}


def describe(labels, affine):
    """Voxels, volume in ml and centre in LPS of each label of an array that `affine` brings to LPS."""
    voxel = abs(np.linalg.det(affine[:3, :3])) / 1000
    found = {}
    for label in np.unique(labels[labels > 0]):
        places = np.argwhere(labels == label)
        centre = affine[:3, :3] @ places.mean(0) + affine[:3, 3]
        found[int(label)] = {"ml": len(places) * voxel, "centre": centre.tolist()}
    return found


flip = np.diag([-1, -1, 1, 1])
image = nibabel.load(folder / "out.nii.gz")
labels = np.asarray(image.dataobj)
seen["sform"] = describe(labels, flip @ image.get_sform())
seen["qform"] = describe(labels, flip @ image.get_qform())
seen["codes"] = [int(image.header["sform_code"]), int(image.header["qform_code"])]
seen["comment"] = image.header.extensions[0].get_content()
if isinstance(seen["comment"], bytes):
    seen["comment"] = seen["comment"].decode()

data, header = nrrd.read(str(folder / "out.seg.nrrd"))
affine = np.eye(4)
affine[:3, :3] = np.array(header["space directions"], float)[-3:].T
affine[:3, 3] = header["space origin"]
layers = data if data.ndim == 4 else data[None]
seen["nrrd"] = {}
for layer in layers:
    seen["nrrd"].update(describe(layer, affine))
seen["nrrdHeader"] = {k: str(v) for k, v in header.items() if k.startswith("Segment") or k == "space"}

seen["stl"] = {}
for path in sorted(folder.glob("*.stl")):
    mesh = trimesh.load(path)
    seen["stl"][path.stem] = {
        "watertight": bool(mesh.is_watertight),
        "consistent": bool(mesh.is_winding_consistent),
        "ml": float(mesh.volume) / 1000,
        "centre": mesh.center_mass.tolist(),
    }

structures = pydicom.dcmread(folder / "out.rtstruct.dcm")
spacing = float(sys.argv[2])
seen["rtstruct"] = {}
for roi in structures.ROIContourSequence:
    area, weighted = 0.0, np.zeros(3)
    for contour in roi.get("ContourSequence", []):
        points = np.array(contour.ContourData, float).reshape(-1, 3)
        assert len(points) == contour.NumberOfContourPoints
        origin = points[0]
        normal = np.cross(points - origin, np.roll(points, -1, 0) - origin) / 2
        total = normal.sum(0)
        unit = total / np.linalg.norm(total)
        area += float(np.linalg.norm(total))
        # The centre from triangles to the first point, those of channels and holes counted negative.
        centres = (points + np.roll(points, -1, 0) + origin) / 3
        weighted += (centres * (normal @ unit)[:, None]).sum(0)
        assert np.abs((points - origin) @ unit).max() < 1e-3
    seen["rtstruct"][int(roi.ReferencedROINumber)] = {
        "ml": area * spacing / 1000,
        "centre": (weighted / area).tolist() if area else None,
    }

report = srread(folder / "out.sr.dcm")
seen["report"] = []
for group in report.content.get_volumetric_roi_measurement_groups():
    numbers = {}
    manual = {}
    for m in group.get_measurements():
        derived = m.derivation.meaning if m.derivation is not None else ""
        numbers[f"{m.name.meaning} {derived}".strip()] = [float(m.value), m.unit.value]
        if m.method is not None:
            lines = [c.value.tolist() for c in m.referenced_coordinates]
            manual[m.name.meaning] = {"method": m.method.meaning, "lines": lines}
    segment = group.referenced_segment
    seen["report"].append({
        "tracking": group.tracking_identifier,
        "finding": group.finding_type.meaning,
        "segment": int(segment.referenced_segment_numbers[0]) if segment is not None else None,
        "sites": [
            " ".join(c.meaning for c in (site.value, site.laterality) if c is not None) for site in group.finding_sites
        ],
        "numbers": numbers,
        "manual": manual,
    })
print(json.dumps(seen))
