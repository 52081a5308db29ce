"""The importer on folders made here, in the form in which nnU-Net writes them."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from autoseg_import.__main__ import main
from autoseg_import.graph import run
from autoseg_import.nnunet.plans import KNOWN_TRAINERS
from autoseg_import.reference import reference_input
from autoseg_import.series import distinct_names

pytest.importorskip("dynamic_network_architectures")

UNET = "dynamic_network_architectures.architectures.unet.PlainConvUNet"


def residual(plain: dict) -> dict:
    """The architecture with nnU-Net's residual encoder."""
    arguments = {key: value for key, value in plain["arch_kwargs"].items() if key != "n_conv_per_stage"}
    arguments["n_blocks_per_stage"] = [1, 2]
    return plain | {"network_class_name": UNET.replace("PlainConv", "ResidualEncoder"), "arch_kwargs": arguments}


def architecture(dimensions: int) -> dict:
    return {
        "network_class_name": UNET,
        "arch_kwargs": {
            "n_stages": 2,
            "features_per_stage": [4, 6],
            "conv_op": f"torch.nn.modules.conv.Conv{dimensions}d",
            "kernel_sizes": [[3] * dimensions] * 2,
            "strides": [[1] * dimensions, [2] * dimensions],
            "n_conv_per_stage": [1, 1],
            "n_conv_per_stage_decoder": [1],
            "conv_bias": True,
            "norm_op": f"torch.nn.modules.instancenorm.InstanceNorm{dimensions}d",
            "norm_op_kwargs": {"eps": 1e-05, "affine": True},
            "dropout_op": None,
            "dropout_op_kwargs": None,
            "nonlin": "torch.nn.LeakyReLU",
            "nonlin_kwargs": {"inplace": True},
        },
        "_kw_requires_import": ["conv_op", "norm_op", "dropout_op", "nonlin"],
    }


def configuration(patch: list[int], spacing: list[float], normalization: str = "ZScoreNormalization") -> dict:
    resampling = {"is_seg": False, "order_z": 0, "force_separate_z": None}
    return {
        "patch_size": patch,
        "spacing": spacing,
        "normalization_schemes": [normalization],
        "use_mask_for_norm": [False],
        "preprocessor_name": "DefaultPreprocessor",
        "resampling_fn_data": "resample_data_or_seg_to_shape",
        "resampling_fn_data_kwargs": resampling | {"order": 3},
        "resampling_fn_probabilities": "resample_data_or_seg_to_shape",
        "resampling_fn_probabilities_kwargs": resampling | {"order": 1},
        "architecture": architecture(len(patch)),
    }


def trained(folder: Path, name: str = "3d_fullres", folds: tuple[str, ...] = ("0",), **changes) -> Path:
    """A folder of results with random weights; `changes` of plans, dataset, configuration and checkpoint."""
    folder = folder / f"nnUNetTrainer__nnUNetPlans__{name}"
    own = configuration([8, 16, 8], [2.5, 0.8, 0.9], "CTNormalization") if name.startswith("3d") else None
    own = (own or configuration([16, 8], [1.2, 1.3])) | changes.get("configuration", {})
    plans = {
        "dataset_name": "Dataset001_Made",
        "image_reader_writer": "SimpleITKIO",
        "transpose_forward": [0, 1, 2],
        "configurations": {"3d_cascade_fullres": {"inherits_from": name, "previous_stage": "3d_lowres"}, name: own},
        "foreground_intensity_properties_per_channel": {
            "0": {"mean": 40.5, "std": 20.25, "percentile_00_5": -60.0, "percentile_99_5": 150.0}
        },
    } | changes.get("plans", {})
    dataset = {"channel_names": {"0": "CT"}, "labels": {"background": 0, "liver": 1, "spleen": 2}}
    dataset |= changes.get("dataset", {})
    folder.mkdir(parents=True)
    (folder / "plans.json").write_text(json.dumps(plans))
    (folder / "dataset.json").write_text(json.dumps(dataset))
    from dynamic_network_architectures.architectures import unet

    kind = own["architecture"]["network_class_name"].split(".")[-1]
    known = kind if hasattr(unet, kind) else "PlainConvUNet"
    arguments = (own["architecture"] if known == kind else architecture(len(own["patch_size"])))["arch_kwargs"]
    conv, norm = (getattr(torch.nn, arguments[key].rsplit(".", 1)[1]) for key in ("conv_op", "norm_op"))
    for number, fold in enumerate(folds):
        torch.manual_seed(number)
        kinds = {"conv_op": conv, "norm_op": norm, "nonlin": torch.nn.LeakyReLU}
        classes = changes.get("classes", 3)
        channels = len(dataset["channel_names"]) + (len(dataset["labels"]) - 1 if own.get("previous_stage") else 0)
        network = getattr(unet, known)(channels, num_classes=classes, **arguments | kinds, deep_supervision=True)
        state = {
            "network_weights": network.state_dict(),
            "trainer_name": "nnUNetTrainer",
            "init_args": {"configuration": name},
            "inference_allowed_mirroring_axes": (0, 1, 2)[: len(own["patch_size"])],
        } | changes.get("checkpoint", {})
        (folder / f"fold_{fold}").mkdir()
        torch.save(state, folder / f"fold_{fold}" / "checkpoint_final.pth")
    return folder


def imported(folder: Path, out: Path, *options: str) -> dict:
    assert main(["nnunet", str(folder), "--out", str(out), *options]) == 0
    return json.loads((out / "manifest.json").read_text())


def test_three_dimensions_in_the_words_of_the_manifest(tmp_path):
    manifest = imported(trained(tmp_path), tmp_path / "out")
    assert manifest["input"]["shape"] == [1, 1, 8, 16, 8]
    assert manifest["input"]["crop"] == "non-zero"
    assert manifest["output"]["shape"] == [1, 3, 8, 16, 8] and "head" not in manifest["output"]
    assert manifest["input"]["resampling"]["tiles"]["sums"] == "float16"
    assert manifest["input"]["mirrors"] == ["slices", "rows", "columns"]
    assert manifest["input"]["intensity"] == {"kind": "fixed", "clip": [-60, 150], "subtract": 40.5, "divideBy": 20.25}
    assert manifest["input"]["resampling"]["spacingMm"] == [0.9, 0.8, 2.5]
    assert [one["label"] for one in manifest["segments"]] == ["liver", "spleen"]
    assert manifest["segments"][0]["type"]["codingSchemeDesignator"] == "99AUTOSEG"
    # 6 channels of half the patch beside 4 of all of it, joined: 8 x 8 x 16 x 8.
    assert [one["largestTensorBytes"] for one in manifest["weights"]] == [32768, 16384]
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"model.onnx", "model-fp16.onnx", "README.md"}


def operators_on_slices(path: Path) -> set[str]:
    """What the nodes of a graph do, none of whose convolutions is one in three dimensions."""
    graph = onnx.load(path).graph
    kernels = {tensor.name: len(tensor.dims) for tensor in graph.initializer}
    assert all(kernels[node.input[1]] == 4 for node in graph.node if node.op_type in ("Conv", "ConvTranspose"))
    return {node.op_type for node in graph.node}


def test_networks_in_three_dimensions_become_those_of_slices_with_the_same_numbers(tmp_path):
    folder = trained(tmp_path)
    imported(folder, tmp_path / "out")
    for name in ("model.onnx", "model-fp16.onnx"):
        assert "Identity" not in operators_on_slices(tmp_path / "out" / name)
    from autoseg_import.nnunet.network import build_network, load, read_checkpoint
    from autoseg_import.nnunet.plans import read_folder

    plans = read_folder(folder, None)
    path = plans.path_of("0", "checkpoint_final.pth")
    network = load(build_network(plans, 1, 3), read_checkpoint(path, plans, None), path)
    values = reference_input([1, 1, 8, 16, 8], [(-2, 2)])
    with torch.no_grad():
        expected = network(torch.from_numpy(values)).numpy()
    assert np.abs(run(tmp_path / "out" / "model.onnx", values) - expected).max() < 1e-4


def test_more_labels_than_a_byte_has_numbers(tmp_path):
    labels = {"background": 0} | {f"organ {number}": number for number in range(1, 301)}
    manifest = imported(trained(tmp_path, dataset={"labels": labels}, classes=301), tmp_path / "out")
    assert [one["value"] for one in manifest["segments"]] == list(range(1, 301))
    # Of more classes than features, the graph answers features.
    assert manifest["output"]["shape"][1] == 4 and manifest["output"]["head"]["classes"] == 301


def test_folds_regions_and_turned_axes(tmp_path):
    folder = trained(
        tmp_path,
        "2d",
        folds=("0", "1", "all"),
        dataset={
            "channel_names": {"0": "T2"},
            "labels": {"background": 0, "whole": [1, 2], "core": [2], "ignore": 3},
            "regions_class_order": [7, 2],
        },
        classes=2,
        plans={"transpose_forward": [2, 0, 1], "image_reader_writer": "NibabelIOWithReorient"},
        configuration={"use_mask_for_norm": [True]},
    )
    manifest = imported(folder, tmp_path / "out", "--no-mirroring")
    assert [one["name"] for one in manifest["networks"]] == ["fold-0", "fold-1"]
    assert manifest["consensus"] == {"kind": "mean"}
    network = manifest["networks"][0]
    assert "mirrors" not in network["input"]
    assert network["input"]["modality"] == "MR"
    assert network["input"]["intensity"] == {"kind": "z-score", "over": {"nonZero": "filled"}}
    assert network["input"]["plane"] == "sagittal"
    assert network["input"]["axes"] == {"slices": "R", "rows": "S", "columns": "A"}
    assert network["output"]["activation"] == "sigmoid" and network["output"]["claims"] == "above-threshold"
    assert [(one["value"], one["channel"]) for one in manifest["segments"]] == [(7, 0), (2, 1)]


def test_several_series_side_by_side(tmp_path):
    both = configuration([8, 8, 8], [1.0, 1.0, 1.0]) | {
        "normalization_schemes": ["ZScoreNormalization", "CTNormalization"],
        "use_mask_for_norm": [True, False],
    }
    properties = {"mean": 1.0, "std": 2.0, "percentile_00_5": -1.0, "percentile_99_5": 5.0}
    folder = trained(
        tmp_path,
        configuration=both,
        dataset={"channel_names": {"1": "CT", "0": "FLAIR"}},
        plans={"foreground_intensity_properties_per_channel": {"0": properties, "1": properties}},
    )
    given = imported(folder, tmp_path / "out")["input"]
    assert given["shape"] == [1, 2, 8, 8, 8] and given["modality"] == "MR"
    assert given["intensity"] == {"kind": "z-score", "over": {"nonZero": "filled", "of": "any-series"}}
    fixed = {"kind": "fixed", "clip": [-1, 5], "subtract": 1, "divideBy": 2}
    assert given["series"] == [{"name": "FLAIR"}, {"name": "CT", "modality": "CT", "intensity": fixed}]


def cascade(folder: Path, **changes) -> Path:
    """The second stage of a cascade, its first stage beside it."""
    trained(folder, "3d_lowres", configuration=configuration([8, 8, 8], [5.0, 1.6, 1.8], "CTNormalization"))
    second = configuration([8, 16, 8], [2.5, 0.8, 0.9], "CTNormalization") | {"previous_stage": "3d_lowres"}
    return trained(folder, "3d_cascade_fullres", configuration=second, **changes)


def test_both_stages_of_a_cascade(tmp_path):
    manifest = imported(cascade(tmp_path), tmp_path / "out")
    assert manifest["input"]["labels"] == [1, 2] and manifest["input"]["shape"] == [1, 3, 8, 16, 8]
    first = manifest["before"]
    assert first["input"]["shape"] == [1, 1, 8, 8, 8] and "labels" not in first["input"]
    assert [one["value"] for one in first["segments"]] == [1, 2]
    assert first["weights"][0]["file"] == "before.onnx" and manifest["weights"][0]["file"] == "model.onnx"


def test_first_stages_of_another_cascade_are_refused(tmp_path, capsys):
    folder = cascade(tmp_path, dataset={"labels": {"background": 0, "liver": 1, "kidney": 2}})
    assert main(["nnunet", str(folder), "--out", str(tmp_path / "out")]) == 1
    assert "other labels" in capsys.readouterr().err
    assert main(["nnunet", str(folder), "--out", str(tmp_path / "out"), "--previous", str(folder)]) == 1
    assert 'is of "3d_cascade_fullres"' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("names", "told_apart"),
    [(["T1", "T2"], ["T1", "T2"]), (["MR", "MR"], ["MR (1)", "MR (2)"]), (["b=1000", ""], ["b-1000", "image 2"])],
)
def test_series_have_names_of_their_own(names, told_apart):
    assert distinct_names(names) == told_apart


def test_residual_encoders(tmp_path):
    own = configuration([8, 16, 8], [2.5, 0.8, 0.9], "CTNormalization")
    folder = trained(tmp_path, configuration=own | {"architecture": residual(own["architecture"])})
    manifest = imported(folder, tmp_path / "out")
    assert manifest["architecture"] == "ResidualEncoderUNet"
    assert "AveragePool" in operators_on_slices(tmp_path / "out" / "model.onnx")


def test_the_users_codes(tmp_path):
    table = tmp_path / "terms.csv"
    table.write_text(
        "label,category,categoryMeaning,type,typeMeaning,modifier,modifierMeaning,color\n"
        "liver,123037004,Anatomical Structure,10200004,Liver,,,200 100 50\n"
    )
    manifest = imported(trained(tmp_path), tmp_path / "out", "--terms", str(table))
    liver, spleen = manifest["segments"]
    assert liver["type"]["codeValue"] == "10200004" and liver["color"] == [200, 100, 50]
    assert spleen["type"]["codeMeaning"] == "spleen"
    assert "spleen" in (tmp_path / "out" / "README.md").read_text().split("Segments without a code")[1]


@pytest.mark.parametrize(
    ("changes", "options", "said"),
    [
        ({}, ("--configuration", "2d"), 'no configuration "2d"'),
        ({}, ("--folds", "0", "3"), "Fold 3 has no checkpoint_final.pth"),
        ({}, ("--checkpoint", "checkpoint_best.pth"), "no fold_*/checkpoint_best.pth"),
        ({}, ("--configuration", "3d_cascade_fullres"), "name it with --previous"),
        ({}, ("--orientation", "LRS"), "three directions"),
        ({"checkpoint": {"init_args": {"configuration": "2d"}}}, (), 'of the configuration "2d"'),
        ({"checkpoint": {"trainer_name": "nnUNetTrainerUMamba"}}, (), "--trainer nnUNetTrainerUMamba"),
        ({"checkpoint": {"network_weights": {"a": torch.zeros(1)}}}, (), "do not fit the network"),
        ({"dataset": {"labels": {"background": 0, "one": 1}}}, (), "do not fit the network"),
        ({"dataset": {"labels": {"background": 0, "a": 1, "b": 3}}}, (), "without a gap"),
        ({"dataset": {"labels": {f"l{n}": n for n in range(65536)}}}, (), "labels up to 65535"),
        ({"dataset": {"channel_names": {"0": "thing"}}}, (), "--modality"),
        ({"plans": {"image_reader_writer": "NaturalImage2DIO"}}, (), "only volumes"),
        ({"configuration": {"preprocessor_name": "MyPreprocessor"}}, (), "MyPreprocessor"),
        ({"configuration": {"normalization_schemes": ["MyScheme"]}}, (), "MyScheme"),
        ({"configuration": {"normalization_schemes": ["CTNormalization"] * 2}}, (), "names 1 channels"),
        ({"configuration": {"resampling_fn_data": "my_resampling"}}, (), "my_resampling"),
        ({"plans": {"configurations": [1]}}, (), '"configurations": [1], but nnU-Net writes entries by name'),
        ({"plans": {"transpose_forward": [0, 0, 1]}}, (), "0, 1 and 2 in some order"),
        ({"plans": {"foreground_intensity_properties_per_channel": {}}}, (), 'no "mean"'),
        ({"configuration": {"spacing": None}}, (), '"spacing": None, but nnU-Net writes two or three numbers above 0'),
        ({"configuration": {"patch_size": [8, "16", 8]}}, (), "two or three whole numbers above 0"),
        ({"configuration": {"patch_size": [8, 16, 7]}}, (), "cannot be pooled by [2, 2, 2]"),
        ({"configuration": {"use_mask_for_norm": [True, False]}}, (), "has masks for 2"),
        ({"configuration": {"resampling_fn_data_kwargs": {"order": [3]}}}, (), '"order": [3]'),
        ({"dataset": {"labels": ["liver"]}}, (), "{name: number}, or {name: numbers} for regions"),
        ({"dataset": {"labels": {"background": 0}}, "classes": 1}, (), "nothing to segment"),
        ({"dataset": {"channel_names": {"first": "CT"}}}, (), "{number: name}"),
        ({"checkpoint": {"init_args": None}}, (), '"init_args": None'),
        ({"checkpoint": {"network_weights": [1]}}, (), "tensors by name"),
        ({"checkpoint": {"inference_allowed_mirroring_axes": (3,)}}, (), "axes of the patch by number"),
        ({}, ("--step-size", "0"), "above 0, up to 1"),
        ({}, ("--terms", "none.csv"), "cannot be read as a CSV file"),
        (
            {"configuration": {"architecture": architecture(3) | {"network_class_name": "mine.Net"}}},
            (),
            "code from outside",
        ),
    ],
)
def test_refusals_are_one_sentence(tmp_path, capsys, changes, options, said):
    assert main(["nnunet", str(trained(tmp_path, **changes)), "--out", str(tmp_path / "out"), *options]) == 1
    message = capsys.readouterr().err.strip()
    assert said in message and message.endswith(".") and "\n" not in message
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize("kept", [0, 10, 0.5, -30, "html"])
def test_damaged_checkpoints_are_refused_in_one_sentence(tmp_path, capsys, kept):
    folder = trained(tmp_path)
    path = folder / "fold_0" / "checkpoint_final.pth"
    whole = path.read_bytes()
    path.write_bytes(
        b"<html>404</html>" if kept == "html" else whole[: int(len(whole) * kept) if kept == 0.5 else kept]
    )
    assert main(["nnunet", str(folder), "--out", str(tmp_path / "out")]) == 1
    message = capsys.readouterr().err.strip()
    assert "cannot be read as a checkpoint" in message and message.endswith(".") and "\n" not in message


def test_plans_that_name_a_function_as_a_layer_run_none(tmp_path, capsys):
    folder = trained(tmp_path)
    plans = json.loads((folder / "plans.json").read_text())
    arguments = plans["configurations"]["3d_fullres"]["architecture"]["arch_kwargs"]
    arguments |= {"nonlin": "torch.os.mkdir", "nonlin_kwargs": {"path": str(tmp_path / "ran")}}
    (folder / "plans.json").write_text(json.dumps(plans))
    assert main(["nnunet", str(folder), "--out", str(tmp_path / "out")]) == 1
    assert "torch.os.mkdir, which is neither a network nor a layer" in capsys.readouterr().err
    assert not (tmp_path / "ran").exists()


def test_weights_that_are_not_finite_are_refused(tmp_path, capsys):
    folder = trained(tmp_path)
    path = folder / "fold_0" / "checkpoint_final.pth"
    state = torch.load(path, weights_only=False)
    next(iter(state["network_weights"].values())).fill_(float("nan"))
    torch.save(state, path)
    assert main(["nnunet", str(folder), "--out", str(tmp_path / "out")]) == 1
    assert "not finite" in capsys.readouterr().err


def test_folders_may_have_any_letters(tmp_path):
    out = tmp_path / "außen 肝臓"
    manifest = imported(
        trained(tmp_path / "Größe 肝 ü", dataset={"labels": {"background": 0, "Leber ü": 1, "肝": 2}}), out
    )
    assert [one["label"] for one in manifest["segments"]] == ["Leber ü", "肝"]
    assert manifest["name"] == "au-en"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"postprocessing_fns": ["a"], "postprocessing_kwargs": []}',
        (
            '{"postprocessing_fns": ["remove_all_but_largest_component_from_segmentation"], "postprocessing_kwargs": '
            '[{"labels_or_regions": [9]}]}'
        ),
    ],
)
def test_clean_up_of_another_form_is_refused_before_anything_is_converted(tmp_path, capsys, content):
    path = tmp_path / "postprocessing.json"
    path.write_text(content)
    options = ["--out", str(tmp_path / "out"), "--postprocessing", str(path)]
    assert main(["nnunet", str(trained(tmp_path)), *options]) == 1
    message = capsys.readouterr().err.strip()
    assert "postprocessing.json" in message and message.endswith(".") and "\n" not in message
    assert not (tmp_path / "out" / "model.onnx").exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [("liver,1,a,2", "line 2: a code needs"), ("liver,1,a,2,b,red", "three numbers from 0 to 255"), ("\0", "")],
)
def test_tables_of_codes_with_errors_are_refused(tmp_path, capsys, row, said):
    table = tmp_path / "terms.csv"
    table.write_text(f"label,category,categoryMeaning,type,typeMeaning,color\n{row}\n")
    options = ["--out", str(tmp_path / "out"), "--terms", str(table)]
    assert main(["nnunet", str(trained(tmp_path)), *options]) == 1
    message = capsys.readouterr().err.strip()
    assert "terms.csv" in message and said in message and message.endswith(".")


def test_folders_without_plans_and_models_that_are_there(tmp_path, capsys):
    assert main(["nnunet", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "has no plans.json" in capsys.readouterr().err
    folder = trained(tmp_path)
    imported(folder, tmp_path / "out")
    assert main(["nnunet", str(folder), "--out", str(tmp_path / "out")]) == 1
    assert "--force" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name",
    [
        "nnUNetTrainer",
        "nnUNetTrainer_4000epochs_NoMirroring",
        "nnUNetTrainerDA5_10epochs",
        "nnUNetTrainer_onlyMirror01",
    ],
)
def test_trainers_of_nnunet_itself_are_known(name):
    assert KNOWN_TRAINERS.fullmatch(name)


@pytest.mark.parametrize("name", ["nnUNetTrainerBN", "nnUNet_Primus_M_Trainer", "nnUNetTrainerMine"])
def test_trainers_that_change_the_network_are_not(name):
    assert not KNOWN_TRAINERS.fullmatch(name)


def totalsegmentator_weights(
    folder: Path, dataset: int, names: dict[int, str], trainer: str, *spacing: float, patch: int = 8
) -> None:
    """Random weights in the folders that TotalSegmentator downloads."""
    labels = {"background": 0} | {name: value for value, name in names.items()}
    made = trained(
        folder / f"made{dataset}",
        configuration=configuration(
            [patch] * 3, list(spacing if len(spacing) == 3 else spacing * 3)[::-1], "CTNormalization"
        ),
        dataset={"labels": labels},
        classes=len(labels),
        checkpoint={"trainer_name": trainer},
    )
    target = folder / f"Dataset{dataset:03d}_Made" / f"{trainer}__nnUNetPlans__3d_fullres"
    target.parent.mkdir()
    made.rename(target)


def test_parts_of_totalsegmentator_are_joined_by_name(tmp_path):
    pytest.importorskip("totalsegmentator")
    from autoseg_import.totalsegmentator.tasks import find_task

    task = find_task("total_mr", "default")
    for dataset, names in task.parts.items():
        totalsegmentator_weights(tmp_path, dataset, names, task.trainer, 1.5)
    out = tmp_path / "out"
    assert main(["totalsegmentator", "total_mr", "--weights", str(tmp_path), "--out", str(out)]) == 0
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["consensus"] == {"kind": "parts"}
    assert {one["label"]: one["value"] for one in manifest["segments"]} == task.values
    spleen = next(one for one in manifest["segments"] if one["label"] == "spleen")
    assert spleen["network"] == "part-850" and spleen["type"]["codingSchemeDesignator"] == "SCT"
    resampling = manifest["networks"][0]["input"]["resampling"]
    assert resampling["align"] == "centres" and resampling["tiles"]["overlap"] == 0.2
    assert manifest["licence"] == "Apache-2.0"


def test_tasks_that_crop_have_a_rough_model_before(tmp_path):
    pytest.importorskip("totalsegmentator")
    from autoseg_import.totalsegmentator.tasks import find_task

    task = find_task("liver_vessels", "default")
    for one in (task, task.rough):
        names = {value: name for name, value in one.values.items()}
        totalsegmentator_weights(
            tmp_path, one.datasets[0], names, one.trainer, one.spacing_mm[0] if one.spacing_mm else 1
        )
    out = tmp_path / "out"
    assert main(["totalsegmentator", "liver_vessels", "--weights", str(tmp_path), "--out", str(out)]) == 0
    manifest = json.loads((out / "manifest.json").read_text())
    before = manifest["before"]
    assert before["box"] == {"values": [5], "marginMm": 20} and [one["label"] for one in before["segments"]] == [
        "liver"
    ]
    assert before["input"]["resampling"]["spacingMm"] == [6, 6, 6] and before["weights"][0]["file"] == "before.onnx"
    assert before["input"]["resampling"]["tiles"]["overlap"] == 0.2
    assert [one["label"] for one in manifest["segments"]] == list(task.values)


@pytest.mark.parametrize(
    ("name", "dataset", "spacing"),
    [
        ("lung_vessels", 297, 3),
        ("liver_segments", 298, 6),
        ("liver_segments_mr", 852, 3),
        ("abdominal_muscles", 300, 6),
    ],
)
def test_rough_models_are_those_of_the_package(name, dataset, spacing):
    pytest.importorskip("totalsegmentator")
    from autoseg_import.totalsegmentator.tasks import find_task

    rough = find_task(name, "default").rough
    assert (rough.datasets, rough.spacing_mm) == ((dataset,), (spacing,) * 3)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("spine",), 'no task "spine"'),
        (("total", "--mode", "slow"), 'no mode "slow"'),
        (("teeth",), "which itself crops first"),
        (("heartchambers_highres",), "clears what lies outside"),
        (("lung_vessels",), "Dataset117_"),
        (("body",), "cleaned up by code"),
        (("total",), "download the weights"),
    ],
)
def test_refusals_of_totalsegmentator_are_one_sentence(tmp_path, capsys, arguments, said):
    pytest.importorskip("totalsegmentator")
    options = ("--weights", str(tmp_path), "--out", str(tmp_path / "out"))
    assert main(["totalsegmentator", *arguments, *options]) == 1
    message = capsys.readouterr().err.strip()
    assert said in message and message.endswith(".") and "\n" not in message


def bundle(folder: Path, **changes) -> Path:
    """A bundle of MONAI with random weights; `changes` of the entries of inference.json and metadata.json."""
    monai = pytest.importorskip("monai")
    network = {
        "spatial_dims": 3,
        "in_channels": 1,
        "out_channels": 3,
        "channels": [4, 8, 8],
        "strides": [2, 2],
        "norm": "batch",
    }
    keys = {"keys": "image"}
    inference = {
        "size": [32, 32, 32],
        "network_def": {"_target_": "UNet", **network},
        "preprocessing": {
            "_target_": "Compose",
            "transforms": [
                {"_target_": "LoadImaged", **keys},
                {"_target_": "EnsureChannelFirstd", **keys},
                {"_target_": "Orientationd", "axcodes": "RAS", **keys},
                {"_target_": "Spacingd", "pixdim": [3.0, 3.1, 3.2], "mode": "bilinear", **keys},
                {
                    "_target_": "ScaleIntensityRanged",
                    "a_min": -57,
                    "a_max": 164,
                    "b_min": 0,
                    "b_max": 1,
                    "clip": True,
                    **keys,
                },
            ],
        },
        "inferer": {"_target_": "SlidingWindowInferer", "roi_size": "@size", "overlap": 0.5, "mode": "gaussian"},
        "postprocessing": {
            "_target_": "Compose",
            "transforms": [
                {"_target_": "Activationsd", "keys": "pred", "softmax": True},
                {"_target_": "Invertd", "keys": "pred", "nearest_interp": False},
                {"_target_": "AsDiscreted", "keys": "pred", "argmax": True},
            ],
        },
    } | changes.get("inference", {})
    metadata = {
        "version": "0.5.3",
        "name": "Made bundle",
        "network_data_format": {
            "inputs": {"image": {"num_channels": 1, "modality": "CT"}},
            "outputs": {"pred": {"num_channels": 3, "channel_def": {"0": "background", "1": "liver", "2": "spleen"}}},
        },
    } | changes.get("metadata", {})
    (folder / "configs").mkdir(parents=True)
    (folder / "models").mkdir()
    (folder / "configs" / "inference.json").write_text(json.dumps(inference))
    (folder / "configs" / "metadata.json").write_text(json.dumps(metadata))
    torch.manual_seed(0)
    torch.save(monai.networks.nets.UNet(**network).state_dict(), folder / "models" / "model.pt")
    return folder


def test_a_bundle_of_monai_in_the_words_of_the_manifest(tmp_path):
    out = tmp_path / "out"
    assert main(["monai", str(bundle(tmp_path / "made")), "--out", str(out)]) == 0
    manifest = json.loads((out / "manifest.json").read_text())
    given = manifest["input"]
    assert given["axes"] == {"slices": "R", "rows": "A", "columns": "S"} and given["plane"] == "sagittal"
    assert given["intensity"] == {"kind": "fixed", "clip": [-57, 164], "subtract": -57, "divideBy": 221}
    resampling = given["resampling"]
    assert resampling["spacingMm"] == [3.2, 3.1, 3.0] and resampling["first"] == "resampling"
    assert resampling["back"] == {"values": "probabilities", "interpolation": "linear"}
    assert resampling["tiles"]["weights"]["kind"] == "gaussian" and given["shape"] == [1, 1, 32, 32, 32]
    assert [(one["value"], one["label"]) for one in manifest["segments"]] == [(1, "liver"), (2, "spleen")]


def steps(*entries: dict) -> dict:
    return {"_target_": "Compose", "transforms": list(entries)}


SCALED = (
    {"_target_": "Orientationd", "axcodes": "RAS"},
    {"_target_": "ScaleIntensityRanged", "a_min": -57, "a_max": 164},
)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"network_def": {"_target_": "scripts.net.Mine"}}, "code from outside"),
        ({"network_def": {"_target_": "UNet", "channels": "$[4] * 3"}}, "code to be run"),
        ({"inferer": {"_target_": "SliceInferer"}}, "only SlidingWindowInferer"),
        ({"inferer": {"_target_": "SlidingWindowInferer", "roi_size": "@none"}}, "refers to @none"),
        ({"preprocessing": steps({"_target_": "RandFlipd"})}, "RandFlipd"),
        ({"preprocessing": steps()}, "no step of grey values"),
        ({"preprocessing": steps({"_target_": "NormalizeIntensityd"})}, "no Orientationd"),
        ({"postprocessing": steps({"_target_": "Invertd"})}, "makes no labels"),
        ({"postprocessing": steps({"_target_": "AsDiscreted", "threshold": 0.5})}, "not one of probabilities"),
        ({"inferer": "@tiles", "tiles": "@inferer"}, "refer to themselves"),
        ({"network_def": {"_target_": "UNet", "channels": "4"}}, "not as MONAI writes them"),
        ({"network_def": {"_target_": "monai.networks.nets.unet.warnings.warn"}}, "not a network of MONAI"),
        ({"preprocessing": {"transforms": 3}}, "not as MONAI writes them"),
        ({"preprocessing": steps({"_target_": "Orientationd", "axcodes": "RAX"}, SCALED[1])}, "RAX"),
        ({"preprocessing": steps({"_target_": "Spacingd", "pixdim": [1, 0, 1]}, *SCALED)}, "three numbers above 0"),
        ({"size": [33, 32, 32]}, "does not take its patch of [33, 32, 32]"),
    ],
)
def test_refusals_of_bundles_are_one_sentence(tmp_path, capsys, changes, said):
    folder = bundle(tmp_path / "made", inference=changes)
    assert main(["monai", str(folder), "--out", str(tmp_path / "out")]) == 1
    message = capsys.readouterr().err.strip()
    assert said in message and message.endswith(".") and "\n" not in message


@pytest.mark.parametrize(
    ("inputs", "outputs", "said"),
    [
        ({"num_channels": 2}, {}, "in_channels 1, but metadata.json says 2"),
        ({}, {"num_channels": 4}, "out_channels 3, but metadata.json says 4"),
        ({"modality": "US"}, {}, "--modality CT, MR or PT"),
    ],
)
def test_bundles_whose_metadata_is_of_another_network_are_refused(tmp_path, capsys, inputs, outputs, said):
    names = {"0": "background", "1": "liver", "2": "spleen"}
    data = {
        "inputs": {"image": {"num_channels": 1, "modality": "CT"} | inputs},
        "outputs": {"pred": {"num_channels": 3, "channel_def": names} | outputs},
    }
    source = bundle(tmp_path / "made", metadata={"network_data_format": data})
    assert main(["monai", str(source), "--out", str(tmp_path / "out")]) == 1
    message = capsys.readouterr().err.strip()
    assert said in message and message.endswith(".") and "\n" not in message
    assert not (tmp_path / "out" / "manifest.json").exists()


def brats(folder: Path, **normalized) -> Path:
    """A bundle of four images, taken as they are, with regions that overlap."""
    monai = pytest.importorskip("monai")
    network = {"spatial_dims": 3, "in_channels": 4, "out_channels": 3, "init_filters": 8, "blocks_down": [1, 1]}
    network["blocks_up"] = [1]
    normalized = {"_target_": "NormalizeIntensityd", "nonzero": True, "channel_wise": True} | normalized
    made = bundle(
        folder,
        inference={
            "network_def": {"_target_": "SegResNet", **network},
            "preprocessing": steps({"_target_": "LoadImaged"}, normalized),
            "inferer": {"_target_": "SlidingWindowInferer", "roi_size": [16, 16, 16], "overlap": 0.5},
            "postprocessing": steps(
                {"_target_": "Activationsd", "sigmoid": True}, {"_target_": "AsDiscreted", "threshold": 0.5}
            ),
        },
        metadata={
            "network_data_format": {
                "inputs": {
                    "image": {
                        "num_channels": 4,
                        "modality": "MR",
                        "channel_def": {"0": "T1c", "1": "T1", "2": "T2", "3": "FLAIR"},
                    }
                },
                "outputs": {"pred": {"num_channels": 3, "channel_def": {"0": "core", "1": "whole", "2": "enhancing"}}},
            }
        },
    )
    torch.manual_seed(0)
    torch.save(monai.networks.nets.SegResNet(**network).state_dict(), made / "models" / "model.pt")
    return made


def test_a_bundle_of_several_images_that_are_taken_as_they_are(tmp_path, capsys):
    source = brats(tmp_path / "made")
    assert main(["monai", str(source), "--out", str(tmp_path / "out"), "--orientation", "LPS"]) == 1
    assert "--spacing" in capsys.readouterr().err
    options = ("--orientation", "LPS", "--spacing", "1", "1", "1")
    assert main(["monai", str(source), "--out", str(tmp_path / "out"), *options]) == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    given = manifest["input"]
    assert [one["name"] for one in given["series"]] == ["T1c", "T1", "T2", "FLAIR"]
    assert given["intensity"] == {"kind": "z-score", "over": {"nonZero": "voxels"}}
    assert given["resampling"]["spacingMm"] == [1, 1, 1] and given["shape"] == [1, 4, 16, 16, 16]
    together = brats(tmp_path / "together", channel_wise=False)
    assert main(["monai", str(together), "--out", str(tmp_path / "other"), *options]) == 1
    assert "channel_wise" in capsys.readouterr().err


def test_weights_of_bundles_are_read_as_numbers_alone(tmp_path, capsys):
    class Code:
        def __reduce__(self):
            return Path.touch, (tmp_path / "ran",)

    folder = bundle(tmp_path / "made")
    path = folder / "models" / "model.pt"
    whole = path.read_bytes()
    torch.save({"model": Code()}, path)
    coded = path.read_bytes()
    for content in (coded, whole[:100], whole[: len(whole) // 2], b""):
        path.write_bytes(content)
        assert main(["monai", str(folder), "--out", str(tmp_path / "out")]) == 1
        message = capsys.readouterr().err.strip()
        assert "cannot be read, or hold more than numbers" in message and "\n" not in message
    assert not (tmp_path / "ran").exists()


def test_yaml_that_makes_objects_is_refused(tmp_path, capsys):
    folder = bundle(tmp_path / "made")
    (folder / "configs" / "inference.json").unlink()
    written = f"a: !!python/object/apply:pathlib.Path.touch ['{tmp_path / 'ran'}']\n"
    (folder / "configs" / "inference.yaml").write_text(written)
    assert main(["monai", str(folder), "--out", str(tmp_path / "out")]) == 1
    message = capsys.readouterr().err.strip()
    assert "inference.yaml cannot be read" in message and "\n" not in message
    assert not (tmp_path / "ran").exists()


def test_folders_that_are_no_bundles_are_refused(tmp_path, capsys):
    assert main(["monai", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "configs/metadata.json" in capsys.readouterr().err
