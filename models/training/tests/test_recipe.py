"""The recipe on synthetic arrays of a few pixels: no data, no network access, seconds."""

import argparse
import json
import re
from dataclasses import replace

import highdicom
import nibabel
import numpy as np
import pydicom
import pytest
import torch
from PIL import Image
from pydicom.data import get_testdata_file
from pydicom.sr.codedict import codes

from autoseg_training import export, loop, prepare, train
from autoseg_training.__main__ import main
from autoseg_training.augmentation import augment
from autoseg_training.average import average_checkpoints
from autoseg_training.cases import load_cases, save_case, validation_names
from autoseg_training.inference import Model, fill_holes, keep_touching, normalize, remove_small_components, segment
from autoseg_training.limbs import render_limbs
from autoseg_training.losses import segmentation_loss
from autoseg_training.manifest import describe, write_manifest
from autoseg_training.networks import build_network
from autoseg_training.networks.unet import UNet
from autoseg_training.phantoms import to_grey
from autoseg_training.readers import Source, find_nifti_labels, read_cases
from autoseg_training.sampling import SliceSampler, classify
from autoseg_training.tasks import FOLDER, load_task, task_names
from autoseg_training.transfer import fit_window, take_features
from samples import WIDTHS, blob_case, randomized, tiny_task

# Tasks and split


@pytest.mark.parametrize("name", task_names())
def test_task_is_whole(name):
    task = load_task(name)
    assert len(task.training["class_weights"]) == task.values
    assert {entry["value"] for entry in task.model["segments"]} == set(range(1, task.values))
    assert sum(task.sampling["neighbours"]["probabilities"]) == pytest.approx(1)
    assert sum(kind["share"] for kind in task.sampling["kinds"].values()) == pytest.approx(1)
    assert task.size % 2 ** (len(task.widths) - 1) == task.training["patch"] % 2 ** (len(task.widths) - 1) == 0


def test_unknown_task_is_named():
    with pytest.raises(ValueError, match="no-such-task"):
        load_task("no-such-task")


def test_split_is_by_patient():
    """ACDC: both frames of a patient are on one side."""
    names = validation_names("mr-cardiac")
    patients = [name.split("_")[0] for name in names]
    assert len(names) == len(set(names)) == 32
    assert all(patients.count(patient) == 2 for patient in patients)
    assert len(set(validation_names("mr-glioma"))) == 16


# Sampling, augmentation, loss


def test_kinds_of_slices():
    kinds = {"organ": {"values": [1]}, "near": {"within": 1}, "other": {}}
    assert classify(blob_case().labels, kinds).tolist() == ["other", "near", "organ", "organ", "near", "other"]


def test_batches_are_the_same_for_the_same_seed():
    task = tiny_task()
    sampler = SliceSampler([blob_case("a", 1), blob_case("b", 2)], [], task)

    def batch():
        grey, labels = (torch.from_numpy(array) for array in sampler.draw(4, np.random.default_rng([7, 3])))
        return augment(grey, labels, task, torch.Generator().manual_seed(5))

    for first, second in zip(batch(), batch(), strict=True):
        assert torch.equal(first, second)


@pytest.mark.parametrize("name", task_names())
def test_augmentation_keeps_ranges(name):
    task = tiny_task(name)
    case = blob_case()
    grey = torch.from_numpy(np.stack([case.grey[1:4], case.grey[3:6]]))
    labels = torch.from_numpy(case.labels[[2, 4]])
    for seed in range(20):
        seen, truth = augment(grey, labels, task, torch.Generator().manual_seed(seed))
        assert seen.shape == (2, 3, 32, 32)
        assert truth.shape == (2, 32, 32)
        assert 0 <= seen.min() <= seen.max() <= 1
        assert set(truth.unique().tolist()) <= {0, 1}
        assert not truth[1].any()


@pytest.mark.parametrize("name", task_names())
def test_loss_is_least_for_the_truth(name):
    task = tiny_task(name)
    labels = torch.from_numpy(blob_case().labels[2:4]).long()
    right = torch.nn.functional.one_hot(labels, task.values).permute(0, 3, 1, 2) * 20.0
    assert segmentation_loss(right, labels, task) < 0.5 < segmentation_loss(-right, labels, task)


def test_training_resumes_where_it_stopped(tmp_path, monkeypatch):
    """Two steps and two more give the weights of four, since every step has its own seed."""
    task = tiny_task()
    monkeypatch.setattr(train, "load_task", lambda _: task)
    monkeypatch.setattr(loop, "learning_rate", lambda _, peak: peak)
    save_case(tmp_path / "cache", blob_case())

    def run(name, steps):
        common = {"task": "mr-glioma", "architecture": "attention-unet", "cache": tmp_path / "cache", "phantoms": None}
        other = {
            "start": None,
            "features": None,
            "rate": None,
            "check_steps": 100,
            "check_every": 1,
            "threads": 1,
            "device": "cpu",
        }
        train.train(argparse.Namespace(run=tmp_path / name, steps=steps, seed=1, **common, **other), held_out=[])
        return torch.load(tmp_path / name / "last.pt", weights_only=True)["network"]

    run("parts", 2)
    for name, value in run("parts", 4).items():
        assert torch.equal(value, run("whole", 4)[name]), name


# Features of another task


@pytest.mark.parametrize("normalize", [True, False])
def test_features_compute_what_they_did(tmp_path, normalize):
    """All but the head: of a checkpoint as it is, of an exported model with its BatchNorm found again."""
    task = tiny_task("mr-cardiac")
    theirs = randomized(UNet(WIDTHS, 2))
    if normalize:
        path = tmp_path / "last.pt"
        torch.save({"average": theirs.state_dict(), "architecture": "unet"}, path)
    else:
        path = tmp_path / "model.onnx"
        export.write_onnx(theirs, export.example_slices(32), path)
        write_manifest(tmp_path, describe(tiny_task(), "mr-glioma", "U-Net", []))
    own = UNet(WIDTHS, 4)
    take_features(own, path, [blob_case()], task, seed=1)
    own.eval()
    theirs.head = own.head
    slices = torch.rand(1, 3, 32, 32)
    torch.testing.assert_close(own(slices), theirs(slices), atol=1e-4, rtol=1e-3)
    with pytest.raises(ValueError, match="weights do not fit"):
        take_features(UNet((8, 8, 8), 4), path, [blob_case()], task, seed=1)


def test_features_see_another_window_as_their_own(tmp_path):
    """Grey values of one window in HU are those of the other after the first convolution."""
    liver, organs = tiny_task("ct-liver-tumour"), tiny_task("ct-abdomen")
    write_manifest(tmp_path, describe(liver, "ct-liver-tumour", "U-Net", []))
    weights = {"down.0.0.weight": torch.rand(4, 3, 3, 3), "down.0.0.bias": torch.rand(4)}
    hu = torch.rand(1, 3, 8, 8) * 200 - 40
    before, after = (torch.from_numpy(normalize(hu.numpy(), task.intensity)) for task in (liver, organs))
    expected = torch.nn.functional.conv2d(before, *weights.values())
    fit_window(weights, "down.0.0", tmp_path / "model.onnx", organs)
    torch.testing.assert_close(torch.nn.functional.conv2d(after, *weights.values()), expected, atol=1e-4, rtol=1e-4)


# Preparation


def test_phantoms_are_of_a_ct_task(tmp_path, monkeypatch, capsys):
    """Limbs in the window of the task; abdomens, which know the liver only, for no other task."""
    for arguments, message in [(["--task", "mr-glioma"], "is no window"), (["--task", "ct-abdomen"], "--count 0")]:
        monkeypatch.setattr("sys.argv", ["autoseg_training", "phantoms", "--cache", str(tmp_path), *arguments])
        with pytest.raises(SystemExit):
            main()
        assert message in capsys.readouterr().err
    grey = to_grey(np.array([-200.0, -125.0, 75.0, 275.0]), load_task("ct-abdomen").intensity)
    assert grey.tolist() == [0, 0, 128, 255]


def test_limbs_are_muscle_fat_bone_and_air():
    volume = render_limbs(3, 96, slices=6)
    assert volume.shape == (6, 96, 96)
    assert np.array_equal(volume, render_limbs(3, 96, slices=6))
    assert not np.array_equal(volume, render_limbs(4, 96, slices=6))
    for low, high in [(-1100, -900), (-160, -60), (20, 90), (400, 1400)]:
        assert np.count_nonzero((volume > low) & (volume < high)) > 100


def test_average_of_runs(tmp_path, monkeypatch):
    def save(name, architecture, weights):
        state = {"task": "mr-glioma", "architecture": architecture, "average": weights}
        torch.save(state, tmp_path / name)
        return tmp_path / name

    plain = save("plain.pt", "unet", {"stem.weight": torch.ones(2), "stem.count": torch.tensor(1)})
    gated = save(
        "gated.pt",
        "attention-unet",
        {"stem.weight": torch.full((2,), 3.0), "stem.count": torch.tensor(3), "gate.0.weight": torch.full((1,), 5.0)},
    )
    out = tmp_path / "mean" / "last.pt"
    monkeypatch.setattr(
        "sys.argv", ["autoseg_training", "average", "--checkpoints", str(plain), str(gated), "--out", str(out)]
    )
    main()
    mean = torch.load(out, weights_only=True)
    assert (mean["task"], mean["architecture"]) == ("mr-glioma", "attention-unet")
    assert {name: values.tolist() for name, values in mean["average"].items()} == {
        "stem.weight": [2, 2],
        "stem.count": 2,
        "gate.0.weight": [5],
    }
    wider = save("wider.pt", "unet", {"stem.weight": torch.ones(2), "other.weight": torch.ones(2)})
    with pytest.raises(ValueError, match="wider.pt: mr-glioma, unet, is no run of the same network"):
        average_checkpoints([gated, wider])


def test_percentiles_of_all_voxels():
    grey = np.arange(1001, dtype=np.float32).reshape(7, 11, 13) * 3 - 500
    found = normalize(grey, {"kind": "percentile", "lower": 0.5, "upper": 99.5})
    assert found.ravel()[5] == pytest.approx(0, abs=1e-5)
    assert found.ravel()[500] == pytest.approx(0.5, abs=1e-5)
    assert found.ravel()[995:].min() == pytest.approx(1, abs=1e-5)


def test_the_foreground_scale_goes_by_the_median_above_the_mean():
    grey = np.array([0, 0, 10, 10, 20, 40, 60, 100], np.float32)
    task = {"kind": "foreground", "lower": 0, "median": 0.4}
    np.testing.assert_allclose(normalize(grey, task)[[0, 6, 7]], [0, 0.4, 100 / 150], atol=1e-6)
    np.testing.assert_allclose(normalize(7.5 * grey - 300, task), normalize(grey, task), atol=1e-6)


def test_window_clips():
    found = normalize(np.array([-1000, -40, 60, 160, 900]), {"kind": "window", "lower": -40, "upper": 160})
    np.testing.assert_allclose(found, [0, 0, 0.5, 1, 1])


def test_training_grid_follows_the_spacing():
    """Pixels twice as high as wide: 16 x 32 of them are a square."""
    task = tiny_task()
    labels = np.zeros((3, 16, 32), np.uint8)
    labels[:, 4:8, 8:16] = 1
    case = prepare.to_training_grid(Source("case", labels * 100.0, labels, (2.0, 4.0, 1.0)), task)
    assert case.labels.shape == (3, 32, 32)
    assert (np.argwhere(case.labels[1]).min(axis=0) == 8).all()
    assert (np.argwhere(case.labels[1]).max(axis=0) == 15).all()
    assert case.reach == task.model["slice_distance_mm"]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (np.zeros((3, 8, 8)), "patient: no voxel is labelled"),
        (np.full((3, 8, 8), 7), "patient: unknown label 7"),
        (np.ones((3, 8, 9)), "patient: grey .* do not fit"),
    ],
)
def test_bad_cases_are_named(labels, message):
    with pytest.raises(ValueError, match=message):
        prepare.to_training_grid(Source("patient", np.ones((3, 8, 8)), labels, (1.0, 1.0, 1.0)), tiny_task())


def write_strips(folder, columns=8):
    folder.mkdir()
    index = {}
    for name, value in (("case-1a", 1), ("case-1b", 2), ("case-2", 3)):
        Image.fromarray(np.full((16, 8), 50 * value, np.uint8)).save(folder / f"{name}.jpg", quality=100)
        Image.fromarray(np.ones((16, columns), np.uint8)).save(folder / f"{name}.png")
        index[name] = {"slices": 2, "rows": 8, "columns": 8}
    (folder.parent / "index.json").write_text(json.dumps({folder.name: index}))


def test_strips_of_one_volume_are_joined(tmp_path):
    write_strips(tmp_path / "strips")
    cases = list(read_cases(tmp_path / "strips", load_task("mr-glioma").intensity, "axial"))
    assert [case.name for case in cases] == ["case-1", "case-2"]
    assert cases[0].grey[:, 0, 0].tolist() == [50, 50, 100, 100]


def test_strips_have_the_spacing_of_the_index(tmp_path):
    write_strips(tmp_path / "strips")
    intensity = load_task("mr-glioma").intensity
    assert [case.spacing_mm for case in read_cases(tmp_path / "strips", intensity, "axial")] == [(1.5, 1.5, None)] * 2
    index = json.loads((tmp_path / "index.json").read_text())
    for entry in index["strips"].values():
        entry["spacingMm"] = [1.25, 1.25, 4.0]
    (tmp_path / "index.json").write_text(json.dumps(index))
    first, _ = read_cases(tmp_path / "strips", intensity, "axial")
    assert first.spacing_mm == (1.25, 1.25, 4.0)
    task = replace(tiny_task(), model=load_task("mr-glioma").model | {"slice_distance_mm": 8})
    assert prepare.to_training_grid(first, task).reach == 2
    index["strips"]["case-1a"]["spacingMm"] = [0, 1.25, 4.0]
    (tmp_path / "index.json").write_text(json.dumps(index))
    with pytest.raises(ValueError, match="case-1: spacingMm must be three positive numbers"):
        list(read_cases(tmp_path / "strips", intensity, "axial"))


def test_strip_faults_are_named(tmp_path):
    write_strips(tmp_path / "strips", columns=9)
    with pytest.raises(ValueError, match="case-1a: expected slices of 8 x 8"):
        list(read_cases(tmp_path / "strips", load_task("mr-glioma").intensity, "axial"))
    (tmp_path / "strips" / "case-1a.png").unlink()
    with pytest.raises(ValueError, match=r"case-1a: case-1a\.png is missing"):
        list(read_cases(tmp_path / "strips", load_task("mr-glioma").intensity, "axial"))


def write_nifti(path, array, affine):
    path.parent.mkdir(parents=True, exist_ok=True)
    nibabel.save(nibabel.Nifti1Image(array.astype(np.int16), affine), path)


def test_nifti_axial_slices_are_turned(tmp_path):
    """A voxel at the patient's right, front and foot comes first in columns, rows and slices."""
    array = np.zeros((4, 5, 6))
    array[3, 4, 0] = 1  # of axes to right, anterior and superior
    for kind in ("imagesTr", "labelsTr"):
        write_nifti(tmp_path / kind / "liver_1.nii.gz", array, np.diag([1.0, 1.5, 3.0, 1.0]))
    (case,) = read_cases(tmp_path, load_task("ct-liver-tumour").intensity, "axial")
    assert case.name == "liver_1"
    assert case.spacing_mm == (1.0, 1.5, 3.0)
    assert case.grey.shape == (6, 5, 4)
    assert case.grey[0, 0, 0] == case.labels[0, 0, 0] == 1


def test_nifti_pairs_of_the_public_sets(tmp_path):
    for image, labels in (
        ("acdc/patient001_frame01.nii.gz", "acdc/patient001_frame01_gt.nii.gz"),
        ("lits/volume-3.nii", "lits/segmentation-3.nii"),
        ("msd/imagesTr/liver_1.nii.gz", "msd/labelsTr/liver_1.nii.gz"),
    ):
        write_nifti(tmp_path / image, np.ones((2, 2, 2)), np.eye(4))
        with pytest.raises(ValueError, match="no label file"):
            find_nifti_labels(tmp_path / image)
        write_nifti(tmp_path / labels, np.ones((2, 2, 2)), np.eye(4))
        assert find_nifti_labels(tmp_path / image) == tmp_path / labels


def test_nifti_on_two_grids_is_named(tmp_path):
    write_nifti(tmp_path / "p1.nii", np.ones((2, 3, 4)), np.eye(4))
    write_nifti(tmp_path / "p1_gt.nii", np.ones((2, 3, 5)), np.eye(4))
    with pytest.raises(ValueError, match="p1: image .* do not lie on one grid"):
        list(read_cases(tmp_path, load_task("mr-cardiac").intensity, "acquired"))


def write_dicom_case(folder):
    """Four CT slices of 6 rows and 5 columns, head first on file, and a DICOM-SEG of the slice nearest the head."""
    folder.mkdir(parents=True)
    study, series, frame = (pydicom.uid.generate_uid() for _ in range(3))
    images = []
    for index in range(4):
        image = pydicom.dcmread(get_testdata_file("CT_small.dcm"))
        image.StudyInstanceUID, image.SeriesInstanceUID, image.FrameOfReferenceUID = study, series, frame
        image.SOPInstanceUID = image.file_meta.MediaStorageSOPInstanceUID = pydicom.uid.generate_uid()
        image.Rows, image.Columns, image.PixelSpacing = 6, 5, [2.0, 1.0]
        image.ImagePositionPatient, image.ImageOrientationPatient = [0, 0, -3.0 * index], [1, 0, 0, 0, 1, 0]
        image.RescaleSlope, image.RescaleIntercept, image.InstanceNumber = 1, -1024, index + 1
        image.PixelData = np.full((6, 5), 1000 + index, np.int16).tobytes()
        image.save_as(folder / f"{index}.dcm")
        images.append(image)
    liver = highdicom.seg.SegmentDescription(
        1, "Liver", codes.SCT.AnatomicalStructure, codes.SCT.Liver, highdicom.seg.SegmentAlgorithmTypeValues.MANUAL
    )
    mask = np.zeros((4, 6, 5), np.uint8)
    mask[0, 1, 2] = 1
    uids = [pydicom.uid.generate_uid() for _ in range(2)]
    highdicom.seg.Segmentation(
        images, mask, "BINARY", [liver], uids[0], 1, uids[1], 1, "maker", "model", "1", "0", omit_empty_frames=True
    ).save_as(folder / "seg.dcm")


def test_dicom_series_and_segmentation(tmp_path):
    write_dicom_case(tmp_path / "patient")
    (case,) = read_cases(tmp_path, load_task("ct-liver-tumour").intensity, "axial")
    assert case.name == "patient"
    assert case.spacing_mm == (1.0, 2.0, 3.0)
    assert case.grey[:, 0, 0].tolist() == [-21, -22, -23, -24]  # from foot to head
    assert np.argwhere(case.labels).tolist() == [[3, 1, 2]]


def test_dicom_case_without_segmentation_is_named(tmp_path):
    write_dicom_case(tmp_path / "patient")
    (tmp_path / "patient" / "seg.dcm").unlink()
    with pytest.raises(ValueError, match="patient: expected a series and one DICOM-SEG, found 0"):
        list(read_cases(tmp_path, {}, "axial"))


def test_empty_folders_are_named(tmp_path):
    with pytest.raises(ValueError, match="no prepared case"):
        load_cases(tmp_path)
    with pytest.raises(ValueError, match="nowhere: no such folder"):
        list(read_cases(tmp_path / "nowhere", {}, "axial"))


# From cases to a model and on


def test_own_task_from_cases_to_a_fine_tuned_model(tmp_path):
    """A task of the user's own: prepare, train, export, and fine-tune what was exported."""
    text = (FOLDER / "mr-glioma.toml").read_text()
    for name, value in {"size": "32", "patch": "32", "batch": "2", "widths": "[4, 8]"}.items():
        text = re.sub(rf"(?m)^{name} = .*$", f"{name} = {value}", text)
    task = tmp_path / "own-task.toml"
    task.write_text(text)
    array = np.zeros((32, 32, 4))
    array[8:16, 8:16, 1:3] = 1
    write_nifti(tmp_path / "cases" / "p1.nii.gz", array * 500, np.eye(4))
    write_nifti(tmp_path / "cases" / "p1_gt.nii.gz", array, np.eye(4))

    def run(*arguments):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.argv", ["autoseg_training", *map(str, arguments)])
            main()

    cases, cache, model, tuned = (tmp_path / name for name in ("cases", "cache", "own-task", "tuned"))
    run("prepare", "--task", task, "--cases", cases, "--cache", cache)
    run("train", "--task", task, "--cache", cache, "--run", tmp_path / "run", "--steps", 2, "--threads", 1)
    run("export", "--checkpoint", tmp_path / "run" / "last.pt", "--model", model)
    run("fine-tune", "--task", task, "--model", model, "--cases", cases, "--out", tuned, "--steps", 2, "--threads", 1)
    before, after = (json.loads((folder / "manifest.json").read_text()) for folder in (model, tuned))
    assert (before["name"], after["name"]) == ("own-task", "own-task-tuned")
    assert after["weights"][0]["sha256"] != before["weights"][0]["sha256"]
    assert after["data"][-1]["name"] == "cases of the user"


def test_faults_are_told_without_a_traceback(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(
        "sys.argv", ["x", "prepare", "--task", "mr-glioma", "--cases", str(tmp_path / "no"), "--cache", "c"]
    )
    with pytest.raises(SystemExit):
        main()
    assert "no such folder" in capsys.readouterr().err


# Inference


def test_small_and_lonely_components_go():
    labels = np.zeros((1, 1, 9), np.uint8)
    labels[0, 0] = [1, 1, 2, 0, 2, 2, 0, 1, 0]
    assert remove_small_components(labels, [2], 2)[0, 0].tolist() == [1, 1, 0, 0, 2, 2, 0, 1, 0]
    assert remove_small_components(labels, [2], 3, becomes=1)[0, 0].tolist() == [1, 1, 1, 0, 1, 1, 0, 1, 0]
    assert keep_touching(labels, [2], [1])[0, 0].tolist() == [1, 1, 2, 0, 0, 0, 0, 1, 0]


def test_holes_are_filled_within_slices():
    ring = np.array([[1, 1, 1, 1], [1, 0, 2, 1], [1, 1, 1, 1]], np.uint8)
    labels = np.stack([ring, np.where(ring == 2, 1, ring), np.where(np.arange(4) == 0, 0, ring).astype(np.uint8)])
    filled = fill_holes(labels, [1])
    assert filled[0].tolist() == [[1, 1, 1, 1], [1, 1, 2, 1], [1, 1, 1, 1]]
    assert filled[1].all()
    assert filled[2].tolist() == labels[2].tolist()


def test_segment_gives_the_grid_of_the_source(tmp_path):
    task = tiny_task()
    weights = export.write_weights(randomized(build_network(task, "unet")), export.example_slices(task.size), tmp_path)
    write_manifest(tmp_path, describe(task, "mr-glioma", "U-Net", weights))
    found = segment(Model(tmp_path, threads=1), np.random.default_rng(0).random((3, 40, 24)), (1.0, 1.0, 5.0))
    assert found.shape == (3, 40, 24)
    assert found.max() <= 1
