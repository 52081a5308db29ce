"""The network that outlines what a user points at, on blobs of a few pixels."""

import json
import re
from dataclasses import replace

import numpy as np
import onnx
import pytest
import torch
from PIL import Image

from autoseg_training import export, loop
from autoseg_training.__main__ import main
from autoseg_training.networks import fold_batch_norm
from autoseg_training.networks.unet import UNet
from autoseg_training.prompted.evaluate import first_click, next_click
from autoseg_training.prompted.export import example_inputs
from autoseg_training.prompted.network import PromptedUNet
from autoseg_training.prompted.patches import cut, paste, place_patch
from autoseg_training.prompted.sampling import OBJECT, PREVIOUS, UNKNOWN, PromptedSampler, choose_scale
from autoseg_training.prompted.scene import NEGATIVE, POSITIVE, RESULT, Scene, prompted_loss, set_scene
from autoseg_training.prompted.segment import Click, Prompter
from autoseg_training.prompted.task import FOLDER, load_prompted_task
from autoseg_training.prompted.train import read_unet, take_stage
from autoseg_training.prompted.users import INSIDE_FRAME, draw_first_prompt, grow_object
from autoseg_training.prompted.users import next_click as correcting_click
from autoseg_training.prompted.volumes import Volume, find_objects, load_volumes
from samples import randomized

CLICK = {"box": 0, "scribble": 0, "edge": 0, "wrong_start": 0}


def tiny_task(**sampling):
    task = load_prompted_task()
    return replace(
        task,
        size=32,
        widths=(4, 8),
        training=task.training | {"patch": 32, "batch": 4},
        sampling=task.sampling | {"smallest_pixels": 10} | sampling,
    )


def ball(folder: str = "mr-cardiac-acdc", value: int = 3, name: str = "case") -> Volume:
    """A bright ball of radius 11 mm, slices 4 mm apart, pixels of 1 mm."""
    at = np.indices((16, 64, 64)) * np.array([4, 1, 1])[:, None, None, None]
    inside = ((at - np.array([32, 30, 34])[:, None, None, None]) ** 2).sum(axis=0) <= 11**2
    return Volume(
        name, folder, (40 + 160 * inside).astype(np.uint8), (value * inside).astype(np.uint8), (1.0, 1.0, 4.0)
    )


# Task and network


def test_the_task_is_whole():
    task = load_prompted_task()
    assert len({labelled.folder for labelled in task.sets}) == len(task.sets)
    assert sum(task.sampling["rounds"]) == pytest.approx(1)
    assert task.training["patch"] == task.size
    with pytest.raises(ValueError, match="nothing: no such task; there are click-any"):
        load_prompted_task("nothing")
    with pytest.raises(ValueError, match="lungs: no such set; click-any has ct-liver-lits"):
        task.set_of("lungs")


def test_a_class_left_out_that_no_set_has_is_named(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text((FOLDER / "click-any.toml").read_text().replace('"gallbladder", "right', '"appendix", "right'))
    with pytest.raises(ValueError, match=r"own\.toml: appendix is left out, but no set has such a class"):
        load_prompted_task(str(path))


def prompted(network: PromptedUNet) -> PromptedUNet:
    """Statistics and weights that are not those of a fresh network."""
    forward = network.forward
    network.forward = lambda slices, prompt=None: forward(slices, slices if prompt is None else prompt)
    randomized(network)
    del network.forward
    return network


def test_prompts_have_a_convolution_of_their_own(tmp_path):
    """Two inputs of three channels: one of six is computed wrongly on WebGPU. Folded, exported and halved, the same."""
    network = prompted(PromptedUNet((4, 8, 8)))
    inputs = example_inputs(32)
    with torch.no_grad():
        torch.testing.assert_close(fold_batch_norm(network)(*inputs.values()), network(*inputs.values()))
    weights = export.write_weights(network, inputs, tmp_path)
    assert [entry["precision"] for entry in weights] == ["float32", "float16"]
    graph = onnx.load(tmp_path / "model.onnx").graph
    shapes = {tensor.name: [side.dim_value for side in tensor.type.tensor_type.shape.dim] for tensor in graph.input}
    assert shapes == {"slices": [1, 3, 32, 32], "prompt": [1, 3, 32, 32]}
    first = [node for node in graph.node if set(node.input) & set(shapes)]
    assert [node.op_type for node in first] == ["Conv", "Conv"]


def test_the_shipped_size_stays_under_its_limit():
    network = PromptedUNet(load_prompted_task().widths)
    assert sum(weights.numel() for weights in network.parameters()) * 4 < export.LARGEST_FILE


# Patches


def test_patches_lie_where_they_should():
    plane = torch.arange(64.0 * 48).view(1, 64, 48)
    place = place_patch((20, 30), 1.0, (1.0, 1.0, 5.0), 8)
    # The centre of an even patch lies between its pixels.
    expected = (plane[0, 16:24, 26:34] + plane[0, 17:25, 27:35]) / 2
    torch.testing.assert_close(cut(plane, place)[0], expected, atol=1e-2, rtol=1e-4)
    beyond = cut(torch.ones(1, 64, 48), place_patch((0, 0), 1.0, (1.0, 1.0, 5.0), 8))[0]
    assert beyond[:3, :].max() == 0 < beyond[4:, 4:].min()


def test_patches_follow_the_spacing_and_come_back():
    """Rows 2 mm and columns 0.5 mm apart: a square of 32 mm is 16 rows and 64 columns."""
    rows, columns = np.mgrid[:80, :160]
    smooth = torch.from_numpy(np.sin(rows / 9) + np.cos(columns / 25)).float()[None]
    place = place_patch((40.3, 81.7), 0.5, (0.5, 2.0, 3.0), 64)
    assert place.step == (0.25, 1.0)
    back = paste(cut(smooth, place), place, 80, 160)
    torch.testing.assert_close(back[:, 36:45, 55:108], smooth[:, 36:45, 55:108], atol=0.02, rtol=0)
    assert back[:, :30].abs().max() == back[:, :, :45].abs().max() == 0


def test_scales_fit_the_object():
    share = np.array([1.0, 0.5, 0.25])  # of the side at each scale
    drawn = [choose_scale(share, np.random.default_rng(seed)) for seed in range(200)]
    assert np.bincount(drawn, minlength=3)[1:].min() > 60 > np.bincount(drawn, minlength=3)[0] > 5
    assert choose_scale(np.array([0.02, 0.01, 0.005]), np.random.default_rng(0)) == 0


# Users


def square() -> np.ndarray:
    mask = np.zeros((40, 40), bool)
    mask[8:30, 12:28] = True
    return mask


@pytest.mark.parametrize("kind", ["box", "scribble", "edge", "click"])
def test_first_prompts_point_at_the_object(kind):
    mask = square()
    chances = CLICK | ({kind: 1} if kind != "click" else {})
    for seed in range(10):
        canvas, clicks = draw_first_prompt(mask, chances, np.random.default_rng(seed))
        assert all(mask[place] for place in clicks)
        if kind == "box":
            assert set(np.unique(canvas)) == {0, INSIDE_FRAME}
            assert np.count_nonzero((canvas > 0) ^ mask) < 300
        else:
            assert clicks and all(canvas[place] == 1 for place in clicks)
        if kind == "click":
            assert np.count_nonzero(canvas) == 29  # a disk of radius 3


def test_corrections_go_into_the_largest_error():
    mask = square()
    found = mask.copy()
    found[8:20, 12:28] = False  # missing
    found[33:36, 2:5] = True  # too much
    everywhere, random = np.ones_like(mask), np.random.default_rng(0)
    place, adds = correcting_click(found, mask, everywhere, random, largest=1)
    assert adds and 11 <= place[0] <= 16
    known = everywhere.copy()
    known[:31] = False
    place, adds = correcting_click(found, mask, known, random, largest=1)
    assert not adds and place == (34, 3)
    assert correcting_click(mask, mask, everywhere, random) is None


def test_made_up_objects_are_pieces_of_like_grey():
    grey = np.full((64, 64), 0.2, np.float32)
    grey[10:40, 10:40] = 0.8
    found = [grow_object(grey, np.random.default_rng(seed)) for seed in range(40)]
    inner = [part for part in found if part is not None and part[25, 25] and not part[50, 50]]
    assert inner
    assert all(np.count_nonzero(part ^ (grey > 0.5)) < 250 for part in inner)


# Objects and batches


def test_every_part_is_an_object():
    labels = np.zeros((4, 16, 16), np.uint8)
    labels[0:2, 2:6, 2:6] = labels[2:4, 9:13, 9:13] = 2
    labels[0, 14, 14] = 2  # fewer voxels than noise has
    volume = Volume("case", "ct-liver-lits", labels, labels, (1.5, 1.5, 3.0))
    liver, tumour = load_prompted_task().set_of("ct-liver-lits").classes
    assert len(find_objects(volume, liver)) == 1
    first, second = find_objects(volume, tumour)
    assert np.array_equal(first.whole() | second.whole(), (labels == 2) & (np.arange(16) < 14))
    assert not (first.whole() & second.whole()).any()
    assert not first.mask(3).any()


def test_what_is_not_to_be_seen_is_unknown():
    task = tiny_task()
    heart = ball()
    heart.labels[:, 50:60, 50:60] = 1  # right ventricle
    sampler = PromptedSampler([heart, ball("mr-abdomen-chaos", 1)], task, unseen=True)
    assert sampler.names == ["left ventricle (mr-cardiac-acdc)"]
    assert PromptedSampler([heart, ball("mr-abdomen-chaos", 1)], task, unseen=False).names == [
        "left ventricle (mr-cardiac-acdc)",
        "liver (mr-abdomen-chaos)",
        "right ventricle (mr-cardiac-acdc)",
    ]
    thing = sampler.items["left ventricle (mr-cardiac-acdc)"][0][0].thing
    _, bits = sampler.cut_window(thing, 8, None, (40, 42), 48, np.random.default_rng(0))
    assert ((bits & UNKNOWN) > 0).any()
    assert not ((bits & OBJECT > 0) & (bits & UNKNOWN > 0)).any()
    with pytest.raises(ValueError, match="no object to learn from"):
        PromptedSampler([ball("mr-abdomen-chaos", 1)], task, unseen=True)


def test_batches_are_the_same_for_the_same_seed():
    task = tiny_task()
    sampler = PromptedSampler([ball()], task, unseen=False)

    def scene():
        random = np.random.default_rng([7, 3])
        return set_scene(sampler.draw(6, random), task, random)

    one, other = scene(), scene()
    assert torch.equal(one.grey, other.grey)
    assert np.array_equal(one.prompt, other.prompt)
    assert 0 <= one.grey.min() <= one.grey.max() <= 1


def test_beyond_its_end_nothing_is_to_be_found():
    task = tiny_task(beyond=1, propagate=0, synthetic=0)
    random = np.random.default_rng(2)
    batch = PromptedSampler([ball()], task, unseen=False).draw(8, random)
    scene = set_scene(batch, task, random)
    assert not scene.target.any()
    assert not scene.prompt[:, [POSITIVE, NEGATIVE]].any()
    assert (scene.prompt[:, RESULT].max(axis=(1, 2)) > 0).sum() >= 5
    assert set(np.unique(batch.labels)) <= {0, PREVIOUS}


def test_rounds_correct_the_result():
    task = tiny_task(beyond=0, propagate=0, synthetic=0, **CLICK)
    random = np.random.default_rng(1)
    scene = set_scene(PromptedSampler([ball()], task, unseen=False).draw(3, random), task, random)
    scene.correct(np.zeros(scene.target.shape, np.float32), random)
    assert not scene.prompt[:, NEGATIVE].any()
    scene.correct(np.ones(scene.target.shape, np.float32), random)
    outside = ~scene.target.all(axis=(1, 2))
    assert scene.prompt[outside, NEGATIVE].any(axis=(1, 2)).all()
    assert (scene.prompt[:, RESULT] == 1).all()
    assert scene.clicked.any(axis=(1, 2)).all()


def test_loss_counts_what_is_known_and_clicks_most():
    target, nothing = np.zeros((1, 16, 16), bool), np.zeros((1, 16, 16), np.float32)
    target[0, 4:10, 4:10] = True
    known = np.ones_like(target)
    known[0, :, 12:] = False
    scene = Scene(torch.zeros(1, 3, 16, 16), target, known, np.zeros((1, 3, 16, 16), np.float32), nothing)
    right = torch.from_numpy(target).float()[:, None] * 16 - 8
    wrong_unknown, wrong_known = right.clone(), right.clone()
    wrong_unknown[..., 12:] = 8
    wrong_known[..., 5, 5] = -8
    assert prompted_loss(right, scene) < 0.02
    assert torch.equal(prompted_loss(wrong_unknown, scene), prompted_loss(right, scene))
    clicked = nothing.copy()
    clicked[0, 3:8, 3:8] = 1
    assert prompted_loss(wrong_known, replace(scene, clicked=clicked)) > prompted_loss(wrong_known, scene) + 0.02


# In three dimensions


def bright_at_click(grey, prompt):
    """A network that knows the answer: bright pixels, once anything points at them; what is clicked away is not."""
    pointed = prompt[POSITIVE].any() or (prompt[RESULT] > 0.5).any()
    found = np.where((grey[1] > 0.5) & pointed, 0.95, 0.02).astype(np.float32)
    return np.where(prompt[NEGATIVE] > 0, 0.02, found)


def test_one_click_outlines_a_ball():
    volume = ball()
    truth = volume.labels > 0
    prompter = Prompter(bright_at_click, volume, load_prompted_task())
    found = prompter.click(first_click(truth, volume.spacing_mm, np.random.default_rng(0)))
    assert 2 * np.count_nonzero(found & truth) / (found.sum() + truth.sum()) > 0.95
    assert np.array_equal(found.any(axis=(1, 2)), truth.any(axis=(1, 2)))


def test_nothing_is_outlined_where_only_black_is_seen():
    volume = ball()
    black = replace(volume, grey=np.where(volume.labels > 0, volume.grey, 0))
    asked = []

    def predict(grey, prompt):
        asked.append(grey)
        return bright_at_click(grey, prompt)

    prompter = Prompter(predict, black, load_prompted_task())
    assert not prompter.click(Click(0, 10, 10, True)).any()
    assert not asked
    Prompter(predict, volume, load_prompted_task()).click(Click(0, 10, 10, True))
    assert asked


@pytest.mark.parametrize(("half_mm", "scales"), [(6, [2.0, 0.5]), (35, [2.0, 1.0]), (70, [2.0]), (200, [2.0])])
def test_the_patch_begins_wide_and_shrinks_to_the_object(half_mm, scales):
    """A square about the click, in pixels of 2 mm: what is found decides how much is looked at."""
    grey = np.zeros((1, 256, 256), np.uint8)
    half = half_mm // 2
    grey[0, 128 - half : 128 + half + 1, 128 - half : 128 + half + 1] = 200
    prompter = Prompter(bright_at_click, Volume("case", "x", grey, grey, (2.0, 2.0, 5.0)), load_prompted_task())
    seen, place = [], prompter._place
    prompter._place = lambda centre, scale: seen.append(scale) or place(centre, scale)
    prompter.click(Click(0, 128, 128, True))
    assert list(dict.fromkeys(seen)) == scales


def test_clicks_take_away_and_slices_between_are_weighed():
    volume = ball()
    prompter = Prompter(bright_at_click, volume, load_prompted_task())
    prompter.click(Click(6, 30, 34, True))
    before = prompter.mask.copy()
    found = prompter.click(Click(10, 30, 34, False))
    assert before[10, 30, 34] and not found[10, 30, 34]
    assert np.array_equal(found[6], before[6])
    assert found[7, 30, 34]
    # From 6 and from 10 the same was found: the weights add up to one.
    assert prompter.probability[8, 30, 44] == pytest.approx(0.95)


def test_a_piece_elsewhere_is_left_out():
    volume = ball()
    volume.grey[7:10, 50:58, 50:58] = 200
    found = Prompter(bright_at_click, volume, load_prompted_task()).click(Click(8, 30, 34, True))
    assert found[8, 30, 34]
    assert not found[:, 48:, 48:].any()


def test_the_next_click_lies_in_the_largest_error():
    truth = ball().labels > 0
    found = truth.copy()
    found[9:] = False
    click = next_click(found, truth, (1.0, 1.0, 4.0))
    assert click.adds and click.index >= 9
    found = truth.copy()
    found[0:4, 0:20, 0:20] = True
    click = next_click(found, truth, (1.0, 1.0, 4.0))
    assert not click.adds and click.index < 4
    assert next_click(truth, truth, (1.0, 1.0, 4.0)) is None


# From cases to figures


def write_cases(folder):
    """Two volumes of a set, one of them a validation case of its task."""
    folder.mkdir(parents=True)
    volume, index = ball(), {}
    for name in ("patient001_frame01", "patient002_frame01"):
        Image.fromarray(volume.grey.reshape(-1, 64)).save(folder / f"{name}.jpg", quality=95)
        Image.fromarray(volume.labels.reshape(-1, 64)).save(folder / f"{name}.png")
        index[name] = {"slices": 16, "rows": 64, "columns": 64}
    (folder.parent / "index.json").write_text(json.dumps({folder.name: index}))


def run(*arguments):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["autoseg_training", "prompted", *map(str, arguments)])
        main()


@pytest.fixture
def own(tmp_path):
    """A small task and its cache."""
    text = (FOLDER / "click-any.toml").read_text()
    for name, value in {"size": "32", "patch": "32", "batch": "2", "widths": "[4, 8]"}.items():
        text = re.sub(rf"(?m)^{name} = .*$", f"{name} = {value}", text)
    task = tmp_path / "own-clicks.toml"
    task.write_text(text)
    write_cases(tmp_path / "cases" / "mr-cardiac-acdc")
    run("prepare", "--task", task, "--cases", tmp_path / "cases", "--cache", tmp_path / "cache")
    return task, tmp_path


def test_from_cases_to_figures(own, capsys):
    task, folder = own
    (first, _) = load_volumes(folder / "cache", load_prompted_task().set_of("mr-cardiac-acdc"))
    assert first.spacing_mm == (1.5, 1.5, 8.0)
    common = "--task", task, "--cache", folder / "cache"
    run("train", *common, "--run", folder / "run", "--steps", 2, "--threads", 1)
    run("export", "--checkpoint", folder / "run" / "last.pt", "--model", folder / "model")
    capsys.readouterr()
    run("evaluate", *common, "--model", folder / "model", "--threads", 1)
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (row["class"], row["objects"], list(row["dice"])) == ("left ventricle", 1, ["1", "3", "5"])
    assert [entry["case"] for entry in row["perObject"]] == ["patient002_frame01"]


def test_training_starts_from_the_features_of_a_unet(tmp_path):
    """Without a prompt it computes what the U-Net did, but for the head."""
    theirs = randomized(UNet((4, 8), 3))
    loop.save_checkpoint(tmp_path / "last.pt", {"architecture": "unet", "average": theirs.state_dict()})
    network = PromptedUNet((4, 8)).eval()
    network.load_state_dict(read_unet(tmp_path / "last.pt", [ball()], tiny_task(), seed=1), strict=False)
    theirs.head = network.head
    slices = torch.rand(1, 3, 32, 32)
    torch.testing.assert_close(network(slices, torch.zeros_like(slices)), theirs(slices))


def test_training_goes_on_from_an_exported_stage(tmp_path):
    task = tiny_task()
    stage = prompted(PromptedUNet(task.widths))
    export.write_weights(stage, example_inputs(32), tmp_path)
    network = PromptedUNet(task.widths)
    take_stage(network, tmp_path / "model.onnx", PromptedSampler([ball()], task, unseen=False), seed=1)
    slices, prompt = torch.rand(2, 1, 3, 32, 32)
    torch.testing.assert_close(network.eval()(slices, prompt), stage(slices, prompt), atol=1e-4, rtol=1e-3)
    with pytest.raises(ValueError, match=r"model\.onnx: its weights do not fit the network of this task"):
        wider = PromptedUNet((8, 16))
        take_stage(wider, tmp_path / "model.onnx", PromptedSampler([ball()], task, unseen=False), seed=1)


def test_an_organ_has_a_share_in_each_set():
    task = tiny_task()
    folders = ("ct-abdomen-btcv", "mr-abdomen-chaos")
    sampler = PromptedSampler([ball(folder, value=3, name=folder) for folder in folders], task, unseen=False)
    assert sampler.names == ["left kidney (ct-abdomen-btcv)", "left kidney (mr-abdomen-chaos)"]
    shares = {kind.name: kind.share for kind in task.set_of(folders[0]).classes}
    assert sampler.shares["left kidney (ct-abdomen-btcv)"] == shares["left kidney"]


def test_training_resumes_where_it_stopped(own, monkeypatch):
    monkeypatch.setattr(loop, "learning_rate", lambda _, peak: peak)
    task, folder = own

    def weights(name, steps):
        run("train", "--task", task, "--cache", folder / "cache", "--run", folder / name, "--steps", steps)
        return torch.load(folder / name / "last.pt", weights_only=True)["network"]

    weights("parts", 1)
    whole = weights("whole", 2)
    for name, value in weights("parts", 2).items():
        assert torch.equal(value, whole[name]), name


def test_a_run_of_other_classes_is_not_resumed(own, capsys):
    task, folder = own
    common = "--task", task, "--cache", folder / "cache", "--run", folder / "run", "--steps", 1
    run("train", *common)
    with pytest.raises(SystemExit):
        run("train", *common, "--unseen")
    assert "all classes; to train" in capsys.readouterr().err
