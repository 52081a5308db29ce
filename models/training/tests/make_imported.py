"""Writes the imported models of random weights that the browser's tests run: `python make_imported.py FOLDER`."""

import shutil
import sys
import tempfile
from pathlib import Path

from autoseg_import.__main__ import main
from test_import import configuration, trained

# Of as many voxels as it takes for every rewrite of a graph.
PATCHES = {"plane": ("2d", [64, 64]), "volume": ("3d_fullres", [16, 16, 16]), "head": ("3d_fullres", [16, 16, 16])}
# Of more classes than the four features of the last layer, which the importer then cuts off.
LABELS = {"head": ["background", "liver", "spleen", "pancreas", "aorta", "stomach", "duodenum"]}


def make(folder: Path) -> None:
    for kind, (name, patch) in PATCHES.items():
        with tempfile.TemporaryDirectory() as made:
            own = configuration(patch, [2.0] * len(patch), "CTNormalization")
            names = LABELS.get(kind, ["background", "liver", "spleen"])
            labels = {label: value for value, label in enumerate(names)}
            source = trained(Path(made), name, configuration=own, dataset={"labels": labels}, classes=len(labels))
            out = folder / f"imported-{kind}"
            shutil.rmtree(out, ignore_errors=True)
            assert main(["nnunet", str(source), "--out", str(out), "--licence", "MIT"]) == 0
            # The card names the folder that is gone.
            (out / "README.md").unlink()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
