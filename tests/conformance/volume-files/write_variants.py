"""Writes one image and its labels in every way that nibabel and pynrrd know, and prints where voxels lie as they see it."""
import json
import sys
from pathlib import Path

import nibabel
import nrrd
import numpy as np

folder = Path(sys.argv[1])
size = (7, 6, 5)
values = (np.arange(np.prod(size)).reshape(size) * 3 - 200).astype(np.int16)
labels = (values % 4 == 0).astype(np.uint8) * 2
turn = np.array([[0.36, 0.48, -0.8], [-0.8, 0.6, 0.0], [0.48, 0.64, 0.6]])
affine = np.eye(4)
affine[:3, :3] = turn @ np.diag([0.7, 1.1, 2.5])
affine[:3, 3] = [12.5, -40.25, 7.75]
seen = {}


def save(name, image):
    nibabel.save(image, folder / name)
    read = nibabel.load(folder / name)
    data = np.asanyarray(read.get_fdata())
    tell(name, data, np.diag([-1, -1, 1, 1]) @ read.affine)


def tell(name, data, lps):
    places = {
        "first": lps[:3, 3].tolist(),
        "last": (lps @ [size[0] - 1, size[1] - 1, size[2] - 1, 1])[:3].tolist(),
        "values": data.flatten(order="F").tolist(),
    }
    seen[name] = places


for cls, suffix in ((nibabel.Nifti1Image, "1"), (nibabel.Nifti2Image, "2")):
    for ending in (".nii", ".nii.gz"):
        save(f"v{suffix}{ending}", cls(values, affine))
    for dtype in (np.uint8, np.int32, np.float32, np.float64, np.uint16, np.int64):
        save(f"v{suffix}-{np.dtype(dtype).name}.nii.gz", cls(np.abs(values).astype(dtype) % 200, affine, dtype=dtype))
    scaled = cls(values, affine)
    scaled.header.set_slope_inter(0.25, -1000)
    scaled = cls(np.asarray(values) * 0.25 - 1000, affine, header=scaled.header)
    scaled.set_data_dtype(np.int16)
    save(f"v{suffix}-scaled.nii.gz", scaled)
    big = cls(values, affine)
    save(f"v{suffix}-big.nii", cls(values, affine, header=big.header.as_byteswapped(">")))
quaternion = nibabel.Nifti1Image(values, None)
quaternion.set_qform(affine, code=1)
quaternion.set_sform(None, code=0)
save("qform.nii.gz", quaternion)
mirrored = affine.copy()
mirrored[:, 2] *= -1
left = nibabel.Nifti1Image(values, None)
left.set_qform(mirrored, code=2)
left.set_sform(None, code=0)
save("qform-left-handed.nii.gz", left)

for encoding in ("raw", "gzip", "ascii"):
    for space, sign in (("left-posterior-superior", [1, 1]), ("right-anterior-superior", [-1, -1])):
        name = f"{encoding}-{space[:4]}.nrrd"
        to_space = np.diag([*sign, 1.0])
        header = {
            "space": space,
            "space directions": (to_space @ affine[:3, :3]).T,
            "space origin": to_space @ affine[:3, 3],
            "kinds": ["domain"] * 3,
            "encoding": encoding,
        }
        nrrd.write(str(folder / name), values, header)
        tell(name, values, affine)
nibabel.save(nibabel.Nifti1Image(labels, np.diag([-1, -1, 1, 1]) @ affine), folder / "labels.nii.gz")
flipped = np.diag([-1, -1, 1, 1]) @ affine @ np.array([[-1, 0, 0, 6], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
nibabel.save(nibabel.Nifti1Image(labels[::-1], flipped), folder / "labels-flipped.nii.gz")
print(json.dumps({"seen": seen, "labels": labels.flatten(order="F").tolist()}))
