"""Every architecture: its shapes, its size, what is exported of it, and whose weights it takes."""

import argparse
from dataclasses import replace

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper
from torch.nn import functional

from autoseg_training import draw, export, train
from autoseg_training.cases import save_case
from autoseg_training.complexity import complexity
from autoseg_training.loop import half_precision, save_checkpoint, weights_by_share
from autoseg_training.losses import segmentation_loss, training_loss
from autoseg_training.manifest import describe, find_task, read_manifest, write_manifest
from autoseg_training.networks import ARCHITECTURES, architecture_titled, build_network, fold_batch_norm
from autoseg_training.networks.deeplab import fitted_rates
from autoseg_training.networks.fcn import bilinear_deconvolution
from autoseg_training.networks.layers import resize_like
from autoseg_training.networks.pspnet import pyramid_bins
from autoseg_training.networks.segnet import unpool_by_masks
from autoseg_training.networks.unet import UNet
from autoseg_training.tasks import load_task
from autoseg_training.transfer import take_features
from autoseg_training.weights import load_weights, read_weights, training_before, training_of
from samples import WIDTHS, blob_case, randomized, tiny_task


def heart(size: int = 64):
    """The heart's task, full width, for slices of so many rows."""
    task = load_task("mr-cardiac")
    return replace(task, size=size, training=task.training | {"patch": size})


def operators(path) -> list[str]:
    return [node.op_type for node in onnx.load(path).graph.node]


# Definitions


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_size_and_shapes(name):
    """1 to 3 million weights; logits of every class at every pixel, also for a patch that does not halve five times."""
    network = build_network(heart(288), name).eval()
    assert 1e6 < sum(weights.numel() for weights in network.parameters()) < 3e6
    with torch.no_grad():
        for side in (64, 144):
            assert network(torch.rand(1, 3, side, side)).shape == (1, 4, side, side)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_everything_in_it_learns(name):
    """Every weight has a gradient, whatever starts at zero."""
    torch.manual_seed(1)
    task = heart()
    network = build_network(task, name).train()
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    slices, labels = torch.rand(2, 3, 64, 64), torch.randint(0, 4, (2, 64, 64))
    for _ in range(2):  # behind weights of zero the gradient comes with the second step
        with half_precision("cpu"):
            outputs = network(slices)
        loss = training_loss(outputs, labels, task)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert torch.isfinite(loss)
    learned = {key: weights for key, weights in network.named_parameters() if weights.requires_grad}
    assert [key for key, weights in learned.items() if not weights.grad.any()] == []
    assert set(dict(network.named_parameters())) - set(learned) == ({"enlarge.weight"} if name == "fcn16" else set())


def test_unknown_names_are_answered_with_the_known():
    with pytest.raises(ValueError, match="unet3: no such architecture; there are unet, attention-unet, .*transunet"):
        build_network(heart(), "unet3")
    with pytest.raises(ValueError, match="LinkNet: no such architecture; there are U-Net, .*TransUNet"):
        architecture_titled("LinkNet")
    with pytest.raises(ValueError, match="mr-cardiac: FCN-8s needs a size that is a multiple of 32, found 48"):
        build_network(heart(48), "fcn8")


def test_attention_starts_from_the_weights_of_the_unet():
    torch.manual_seed(1)
    plain = UNet(WIDTHS, 2)
    torch.manual_seed(1)
    gated = UNet(WIDTHS, 2, attention=True)
    for name, value in plain.state_dict().items():
        assert torch.equal(value, gated.state_dict()[name]), name


def test_gates_start_nearly_open():
    gated = UNet(WIDTHS, 2, attention=True).eval()
    skip = torch.rand(1, 4, 8, 8)
    torch.testing.assert_close(gated.gate[0](skip, torch.rand(1, 4, 8, 8)), skip, atol=0.05, rtol=0)


@pytest.mark.parametrize("factor", [2, 8, 16])
def test_deconvolutions_start_as_bilinear_interpolation(factor):
    scores = torch.rand(1, 3, 6, 6)
    found = bilinear_deconvolution(3, factor)(scores)
    expected = functional.interpolate(scores, scale_factor=factor, mode="bilinear", align_corners=False)
    inner = slice(factor, -factor)  # the border sees zeros outside instead of its own values again
    torch.testing.assert_close(found[..., inner, inner], expected[..., inner, inner])


@pytest.mark.parametrize("name, counts", [("fcn8", {0.1: 3}), ("fcn16", {0.0: 1}), ("unet", {})])
def test_only_deconvolutions_of_fcn_learn_slowly_or_not_at_all(name, counts):
    network = build_network(heart(), name).to(memory_format=torch.channels_last)
    shares = weights_by_share(network)
    assert {share: len(weights) for share, weights in shares.items() if share != 1} == counts
    assert sum(map(len, shares.values())) == len(list(network.parameters()))


def test_fcn_starts_without_its_skips_and_adds_scores():
    network = build_network(heart(), "fcn8").eval()
    slices = torch.rand(1, 3, 64, 64)
    before = network(slices)
    with torch.no_grad():
        network.scores[1].bias[2] = 1.5  # of pool3: the same for every place, and it stays so when it is enlarged
    difference = (network(slices) - before)[0]
    torch.testing.assert_close(difference[2, 8:-8, 8:-8], torch.full((48, 48), 1.5))
    assert difference[[0, 1, 3]].abs().max() == 0


def test_atrous_rates_fit_the_map():
    assert [fitted_rates(side) for side in (33, 65, 18, 8)] == [(6, 12, 18), (12, 24, 36), (3, 6, 9), (1, 2, 3)]


def test_pyramid_bins_divide_the_maps():
    assert [pyramid_bins(*sides) for sides in ((18, 36), (32,), (24, 32), (20, 32), (7,))] == [
        (1, 2, 3, 6),
        (1, 2, 4, 8),
        (1, 2, 4, 8),
        (1, 2, 4),
        (1, 7),
    ]


def test_the_auxiliary_head_counts_in_training_only():
    task = heart()
    network = randomized(build_network(task, "pspnet"))
    slices, labels = torch.rand(2, 3, 64, 64), torch.randint(0, 4, (2, 64, 64))
    assert isinstance(network(slices), torch.Tensor)
    logits, auxiliary = network.train()(slices)
    expected = segmentation_loss(logits, labels, task) + 0.4 * segmentation_loss(auxiliary, labels, task)
    torch.testing.assert_close(training_loss((logits, auxiliary), labels, task), expected)
    torch.testing.assert_close(training_loss(logits, labels, task), segmentation_loss(logits, labels, task))


def test_one_value_is_spread_evenly():
    found = resize_like(torch.full((1, 1, 1, 1), 3.0), torch.zeros(1, 1, 5, 7))
    torch.testing.assert_close(found, torch.full((1, 1, 5, 7), 3.0))


# SegNet's unpooling


def pooled_features(kind: str) -> torch.Tensor:
    """Features `[2, 5, 8, 12]` before pooling: none alike, all windows tied, as after ReLU, or one of a few values."""
    random = torch.Generator().manual_seed(4)
    features = torch.randn(2, 5, 8, 12, generator=random)
    return {
        "distinct": features,
        "all tied": torch.full_like(features, 0.7),
        "after ReLU": (features - 0.8).relu(),
        "few values": features.mul(1.5).round(),
    }[kind]


def max_unpool(features: torch.Tensor, values: torch.Tensor) -> np.ndarray:
    """ONNX's own MaxPool with indices and MaxUnpool, in onnxruntime."""
    attributes = {"kernel_shape": [2, 2], "strides": [2, 2]}
    nodes = [
        helper.make_node("MaxPool", ["features"], ["pooled", "indices"], **attributes),
        helper.make_node("MaxUnpool", ["values", "indices"], ["out"], **attributes),
    ]
    inputs = {"features": features.numpy(), "values": values.numpy()}
    described = [helper.make_tensor_value_info(name, TensorProto.FLOAT, array.shape) for name, array in inputs.items()]
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, features.shape)
    model = helper.make_model(
        helper.make_graph(nodes, "unpool", described, [out]), opset_imports=[helper.make_opsetid("", 17)], ir_version=8
    )
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, inputs)[0]


@pytest.mark.parametrize("kind", ["distinct", "all tied", "after ReLU", "few values"])
def test_masks_put_values_where_indices_do(kind):
    features = pooled_features(kind)
    pooled, indices = functional.max_pool2d(features, 2, return_indices=True)
    values = torch.randn(pooled.shape, generator=torch.Generator().manual_seed(5))
    found = unpool_by_masks(values, features)
    assert torch.equal(found, functional.max_unpool2d(values, indices, 2))
    assert np.array_equal(found.numpy(), max_unpool(features, values))
    assert torch.count_nonzero(found) == values.numel()


def test_segnet_trains_with_indices_and_is_exported_with_masks(tmp_path):
    network = randomized(build_network(heart(), "segnet"))
    export.write_onnx(network, export.example_slices(64), tmp_path / "model.onnx")
    found = operators(tmp_path / "model.onnx")
    assert found.count("DepthToSpace") == found.count("MaxPool") == 4
    assert all(len(node.output) == 1 for node in onnx.load(tmp_path / "model.onnx").graph.node)


class Unpooling(torch.nn.Module):
    """Features, and each window's maximum back where it was taken from."""

    def __init__(self):
        super().__init__()
        self.features = torch.nn.Conv2d(3, 8, 3, padding=1)

    def forward(self, slices):
        before = self.features(slices).relu()
        return unpool_by_masks(functional.max_pool2d(before, 2), before)


def test_places_stay_in_half_precision(tmp_path):
    """The processor's provider computes half precision in single, and rounds not every copy of a value."""
    torch.manual_seed(6)
    slices = export.example_slices(64)
    export.write_weights(Unpooling(), slices, tmp_path)
    single, half = (export.run_onnx(tmp_path / name, slices) for name in ("model.onnx", "model-fp16.onnx"))
    assert np.mean((single > 0) != (half > 0)) < 0.002
    assert np.count_nonzero(half) == pytest.approx(np.count_nonzero(single), rel=1e-3)


# Folding and export


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_folding_changes_nothing(name):
    network = randomized(build_network(heart(), name)).double()
    folded = fold_batch_norm(network)
    assert not any(isinstance(module, torch.nn.BatchNorm2d) for module in folded.modules())
    slices = torch.rand(1, 3, 64, 64, dtype=torch.float64)
    with torch.no_grad():
        torch.testing.assert_close(folded(slices), network(slices), atol=1e-10, rtol=1e-10)


def test_batch_norm_that_cannot_be_folded_is_named():
    block = torch.nn.Sequential(torch.nn.ReLU(), torch.nn.BatchNorm2d(3))
    with pytest.raises(ValueError, match="BatchNorm without a convolution before it in a Sequential: 1"):
        fold_batch_norm(block)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_export_round_trip(tmp_path, name):
    """ONNX equals torch, comes back as weights, and half precision keeps single inputs and outputs."""
    task = heart()
    network = randomized(build_network(task, name))
    slices = export.example_slices(task.size)
    weights = export.write_weights(network, slices, tmp_path, jumps=ARCHITECTURES[name].jumps)
    assert [entry["precision"] for entry in weights] == ["float32", "float16"]
    back = build_network(task, name, normalize=False)
    load_weights(back, name, tmp_path / "model.onnx")
    with torch.no_grad():
        expected = network(slices["slices"])
        torch.testing.assert_close(back.eval()(slices["slices"]), expected, atol=1e-4, rtol=1e-4)
    half = export.run_onnx(tmp_path / "model-fp16.onnx", slices)
    assert half.dtype == np.float32
    assert np.quantile(np.abs(half - expected.numpy()), 0.5 if ARCHITECTURES[name].jumps else 1) < 0.1
    graph = onnx.load(tmp_path / "model.onnx").graph
    assert {node.op_type for node in graph.node} <= export.ALLOWED_OPERATORS
    pads = [
        helper.get_node_attr_value(node, "pads") for node in graph.node if node.op_type in ("Conv", "ConvTranspose")
    ]
    assert all(len(pad) == 4 for pad in pads)


def test_operators_of_other_providers_are_refused(tmp_path):
    class Signs(torch.nn.Module):
        def forward(self, slices):
            return torch.sign(slices)

    with pytest.raises(ValueError, match=r"may leave the WebGPU provider: \['Sign'\]"):
        export.write_onnx(Signs(), export.example_slices(8), tmp_path / "model.onnx")


# Weights of others


def write_checkpoint(path, architecture: str):
    torch.manual_seed(2)
    average = build_network(tiny_task(), architecture).state_dict()
    save_checkpoint(path, {"task": "mr-glioma", "architecture": architecture, "average": average})
    return path


def test_attention_unet_takes_the_weights_of_a_unet(tmp_path):
    network = build_network(tiny_task(), "attention-unet")
    load_weights(network, "attention-unet", write_checkpoint(tmp_path / "last.pt", "unet"))
    with pytest.raises(ValueError, match=r"last\.pt is a checkpoint of Attention U-Net; expected one of U-Net$"):
        load_weights(
            build_network(tiny_task(), "unet"), "unet", write_checkpoint(tmp_path / "last.pt", "attention-unet")
        )


def test_a_checkpoint_of_another_architecture_is_refused(tmp_path):
    path = write_checkpoint(tmp_path / "last.pt", "encoder-decoder")
    with pytest.raises(ValueError, match=r"last\.pt is a checkpoint of Encoder-decoder; expected one of U-Net$"):
        load_weights(build_network(tiny_task(), "unet"), "unet", path)


def test_an_exported_model_of_another_architecture_is_refused(tmp_path):
    network = randomized(build_network(tiny_task(), "encoder-decoder"))
    export.write_weights(network, export.example_slices(32), tmp_path)
    with pytest.raises(ValueError, match=r"model\.onnx: its weights do not fit a U-Net of this task, \S+ for one$"):
        load_weights(build_network(tiny_task(), "unet", normalize=False), "unet", tmp_path / "model.onnx")


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_run_goes_on_from_an_exported_model(name, tmp_path):
    """All weights but the head's, with BatchNorm found again, compute what they did; what is not exported stays new."""
    torch.manual_seed(3)
    theirs = randomized(build_network(heart(), name)).eval()
    export.write_onnx(theirs, export.example_slices(64), tmp_path / "model.onnx", jumps=ARCHITECTURES[name].jumps)
    write_manifest(tmp_path, describe(heart(), "mr-cardiac", ARCHITECTURES[name].title, []))
    own = build_network(heart(), name)
    take_features(own, tmp_path / "model.onnx", [blob_case(size=64)], heart(), seed=1)
    own.eval()
    heads = {key: tensor for key, tensor in theirs.state_dict().items() if key.startswith("head.")}
    own.load_state_dict(heads, strict=False)
    slices = torch.rand(2, 3, 64, 64)
    with torch.no_grad():
        found, expected = own(slices), theirs(slices)
    beyond = (found - expected).abs() - 1e-3 * expected.abs()
    # Noise through random weights is full of values all but equal, which is what makes SegNet's jump.
    assert np.quantile(beyond.numpy(), 0.5 if ARCHITECTURES[name].jumps else 1) < 1e-3


@pytest.mark.parametrize("name", ["last.pt", "model.onnx"])
def test_files_of_weights_that_are_missing_or_damaged_are_named(name, tmp_path):
    for content in (None, b"\x08\x07garbage", b"PK\x03\x04" + bytes(40)):
        if content:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match=rf"{name} cannot be read \(.+\): give last\.pt of a run"):
            read_weights(tmp_path / name)


def test_a_model_folder_without_a_manifest_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"has no manifest\.json, which belongs to the model there"):
        read_manifest(tmp_path)


def test_weights_of_another_width_are_refused(tmp_path):
    path = write_checkpoint(tmp_path / "last.pt", "unet")
    wider = replace(tiny_task(), widths=(8, 8, 8))
    with pytest.raises(ValueError, match=r"last\.pt: its weights do not fit a U-Net of this task, down\.0\.0\.weight"):
        load_weights(build_network(wider, "unet"), "unet", path)


def test_a_run_of_another_architecture_is_not_resumed(tmp_path, monkeypatch):
    monkeypatch.setattr(train, "load_task", lambda _: tiny_task())
    save_case(tmp_path / "cache", blob_case())
    write_checkpoint(tmp_path / "last.pt", "unet")
    options = {"task": "mr-glioma", "architecture": "segnet", "cache": tmp_path / "cache", "phantoms": None}
    options |= {"run": tmp_path, "steps": 2, "seed": 1, "start": None, "features": None, "rate": None}
    options |= {"threads": 1, "device": "cpu"}
    with pytest.raises(ValueError, match=r"last\.pt is a run of mr-glioma, unet; to train mr-glioma, segnet, give"):
        train.train(argparse.Namespace(**options), held_out=[])


@pytest.mark.parametrize(
    ("model", "task"),
    [
        ("mr-cardiac", "mr-cardiac"),
        ("ct-liver-tumour-attention", "ct-liver-tumour"),
        ("mr-cardiac-fcn8-tuned", "mr-cardiac"),
        ("own-model", "own-model"),
    ],
)
def test_the_task_of_a_model_is_found_by_its_name(model, task):
    assert find_task({"name": model}) == task


# Stored once, counted and drawn


@pytest.mark.parametrize("name", ["unet", "segnet", "transunet"])
def test_compact_weights_are_half_the_file_and_computed_with_in_single(name, tmp_path):
    network, kind = randomized(build_network(heart(), name)), ARCHITECTURES[name]
    slices = export.example_slices(64)
    whole, compact, alone = (
        export.write_weights(network, slices, tmp_path / folder, jumps=kind.jumps, **options)
        for folder, options in {
            "whole": {},
            "compact": {"compact": True},
            "alone": {"compact": True, "single": True},
        }.items()
    )
    assert [entry["precision"] for entry in whole] == ["float32", "float16"]
    assert compact[0]["sizeBytes"] < 0.55 * whole[0]["sizeBytes"]
    # Half precision rounds the weights in the same way, stored or not.
    assert compact[1] == whole[1]
    assert alone == compact[:1]
    assert not (tmp_path / "alone" / "model-fp16.onnx").exists()
    graph = onnx.load(tmp_path / "compact" / "model.onnx").graph
    halves = {tensor.name for tensor in graph.initializer if tensor.data_type == TensorProto.FLOAT16}
    assert halves and halves == {
        node.input[0] for node in graph.node if node.op_type == "Cast" and node.input[0] in halves
    }
    assert not any(set(node.input) & halves for node in graph.node if node.op_type != "Cast")
    load_weights(build_network(heart(), name, normalize=False), name, tmp_path / "compact" / "model.onnx")


@pytest.mark.parametrize("name", ["unet", "fcn8"])
def test_class_weights_of_the_loss_are_taken_off_the_exported_logits(name, tmp_path):
    class_weights = [1.0, 2.0, 0.5, 8.0]
    task = replace(heart(), training=heart().training | {"class_weights": class_weights})
    slices = export.example_slices(64)
    network = randomized(build_network(task, name))
    with torch.no_grad():
        own = network(*slices.values())
    export.undo_class_weights(network, task)
    export.write_weights(network, slices, tmp_path, single=True)
    expected = own - torch.tensor(class_weights).log()[:, None, None]
    found = export.run_onnx(tmp_path / "model.onnx", slices)
    assert np.abs(found - expected.numpy()).max() < 1e-4
    # Training that goes on with the exported weights starts with the network as it was.
    again = build_network(task, name, normalize=False).eval()
    load_weights(again, name, tmp_path / "model.onnx")
    with torch.no_grad():
        assert (again(*slices.values()) - own).abs().max() < 1e-4


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 cut off", b"not a checkpoint"])
def test_only_a_whole_checkpoint_is_exported(content, tmp_path):
    checkpoint = tmp_path / "last.pt"
    if content is not None:
        checkpoint.write_bytes(content)
    with pytest.raises(ValueError, match=r"last\.pt cannot be read \(.+\): give last\.pt of a run$"):
        export.export(checkpoint, tmp_path / "model")


def test_without_class_weights_nothing_is_added_to_the_graph(tmp_path):
    network = randomized(build_network(heart(), "unet"))
    export.undo_class_weights(network, heart())
    export.write_onnx(network, export.example_slices(64), tmp_path / "model.onnx")
    assert operators(tmp_path / "model.onnx")[-1] == "Conv"


def test_complexity_is_that_of_a_convolution_by_hand(tmp_path):
    network = torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3, padding=1), torch.nn.ReLU(), torch.nn.ConvTranspose2d(8, 4, 2, 2)
    )
    export.write_onnx(network, export.example_slices(16), tmp_path / "model.onnx")
    found = complexity(onnx.load(tmp_path / "model.onnx"))
    assert found == {
        "parameters": 3 * 8 * 9 + 8 + 8 * 4 * 4 + 4,
        "multiplyAdds": 16 * 16 * 8 * 27 + 16 * 16 * 8 * 4 * 4,
    }


def test_what_a_run_had_of_training(tmp_path):
    task = tiny_task()
    batch = task.training["batch"]
    begun = {"seed": 2, "steps": 0, "samples": 0}
    assert training_before(None, task, 2) == begun
    first = {"task": task.name, "architecture": "unet", "step": 10, "before": begun}
    had = {"seed": 2, "steps": 10, "samples": 10 * batch}
    assert training_of(first, batch) == had

    torch.save(first, tmp_path / "last.pt")
    write_manifest(tmp_path, {"name": f"{task.name}-attention", "training": had})
    for start in (tmp_path / "last.pt", tmp_path / "model.onnx"):
        assert training_before(start, task, 2) == had
        assert training_of(first | {"step": 5, "before": had}, batch) == had | {"steps": 15, "samples": 15 * batch}
        assert training_before(start, task, 3) is None
        assert training_before(start, replace(task, name="mr-cardiac"), 2) is None
    write_manifest(tmp_path, {"name": task.name})
    assert training_before(tmp_path / "model.onnx", task, 2) is None
    (tmp_path / "alone").mkdir()
    assert training_before(tmp_path / "alone" / "model.onnx", task, 2) is None
    torch.save({"average": {}}, tmp_path / "other.pt")
    assert training_before(tmp_path / "other.pt", task, 2) is None
    assert training_of({"step": 10, "before": None}, batch) is None
    assert training_of({}, batch) is None


def test_a_drawing_has_every_step_and_the_skips(tmp_path):
    for name, unpoolings in (("unet", 0), ("segnet", 4)):
        export.write_onnx(build_network(heart(), name), export.example_slices(64), tmp_path / "model.onnx", jumps=True)
        model = onnx.load(tmp_path / "model.onnx")
        bars = draw.bars_of(model)
        assert sum(bar.kind == "convolution" for bar in bars) == sum(
            node.op_type == "Conv" for node in model.graph.node
        )
        assert sum(bar.kind == "unpooling" for bar in bars) == unpoolings
        assert sum(bar.column - one.column > 1 for bar in bars for one in bar.sources) >= 4
        assert draw.draw(model, "A & B").startswith("<svg") and "A &amp; B" in draw.draw(model, "A & B")
