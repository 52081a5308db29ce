"""Rewrites of graphs: the same numbers in other nodes."""

import base64
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from autoseg_import.graph import run as run_graph
from autoseg_import.graph import write_graphs
from autoseg_import.rewrites.normalization import nearest_divisor, rewrite_normalizations
from autoseg_import.rewrites.shapes import shape_of


def normalization(shape: list[int]) -> onnx.ModelProto:
    weights = [np.linspace(0.5, 2, shape[1], dtype=np.float32), np.linspace(-1, 1, shape[1], dtype=np.float32)]
    graph = helper.make_graph(
        [helper.make_node("InstanceNormalization", ["x", "scale", "shift"], ["y"], epsilon=1e-5)],
        "made",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(values, name) for values, name in zip(weights, ["scale", "shift"], strict=True)],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def run(model: onnx.ModelProto, values: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": values})[0]


@pytest.mark.parametrize("shape", [[1, 3, 256, 240], [1, 2, 64, 96, 80], [1, 4, 300000]])
def test_normalizations_of_many_values_become_more_exact(shape):
    model = normalization(shape)
    values = np.random.default_rng(1).normal(3, 1, shape).astype(np.float32)
    axes = tuple(range(2, len(shape)))
    exact = values.astype(np.float64)
    exact = (exact - exact.mean(axes, keepdims=True)) / np.sqrt(exact.var(axes, keepdims=True) + 1e-5)
    scale, shift = (numpy_helper.to_array(one).reshape(-1, *[1] * len(axes)) for one in model.graph.initializer)
    exact = exact * scale + shift
    before = np.abs(run(model, values) - exact).max()
    rewrite_normalizations(model)
    onnx.checker.check_model(model, full_check=True)
    assert "InstanceNormalization" not in {node.op_type for node in model.graph.node}
    after = np.abs(run(model, values) - exact).max()
    assert after < 1e-5 and after < before


def test_normalizations_of_few_values_stay():
    model = normalization([1, 3, 16, 16])
    rewrite_normalizations(model)
    assert [node.op_type for node in model.graph.node] == ["InstanceNormalization"]


@pytest.mark.parametrize(("count", "divisor"), [(36, 6), (40, 5), (13, 1), (2**21, 1024)])
def test_rows_are_about_as_long_as_there_are_rows(count, divisor):
    assert nearest_divisor(count) == divisor


@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "extra"),
    [
        ((2, 2, 2), (2, 2, 2), (0, 0, 0), (0, 0, 0)),
        ((1, 2, 3), (1, 2, 3), (0, 0, 0), (0, 0, 0)),
        ((3, 3, 3), (2, 2, 2), (1, 1, 1), (1, 1, 1)),
        ((3, 4, 5), (1, 2, 3), (1, 1, 1), (0, 0, 0)),
    ],
)
# Beside a node that is not known on slices, transposed convolutions become others in three dimensions.
@pytest.mark.parametrize("tail", [nn.Identity(), nn.Softmax(1)])
def test_transposed_convolutions_in_three_dimensions_become_others(tmp_path, kernel, stride, padding, extra, tail):
    torch.manual_seed(1)
    network = nn.Sequential(nn.ConvTranspose3d(3, 5, kernel, stride, padding, extra), tail).eval()
    graph = written(network, torch.randn(1, 3, 4, 6, 5), tmp_path)
    shapes = {tensor.name: tensor.dims for tensor in graph.initializer}
    kernels = [len(shapes[node.input[1]]) for node in graph.node if node.op_type.startswith("Conv")]
    kinds = {node.op_type for node in graph.node}
    if isinstance(tail, nn.Softmax):
        assert kinds == {"Conv", "Reshape", "Transpose", "Softmax"}
    else:
        assert "ConvTranspose" in kinds and set(kernels) == {4}


def test_other_transposed_convolutions_stay(tmp_path):
    network = nn.ConvTranspose3d(2, 2, 3, 2).eval()
    graph = written(network, torch.randn(1, 2, 4, 4, 4), tmp_path)
    assert [node.op_type for node in graph.node] == ["ConvTranspose"]


@pytest.mark.parametrize(
    "network",
    [
        nn.Conv3d(3, 4, 3, padding=1),
        nn.Conv3d(3, 4, (1, 3, 3), (1, 2, 2), (0, 1, 1), bias=False),
        nn.Conv3d(3, 4, (3, 1, 5), (2, 1, 2), (1, 0, 2)),
        nn.Conv3d(3, 6, (5, 3, 3), padding=(2, 1, 1), groups=3),
        nn.Conv3d(3, 4, (4, 2, 2), (3, 1, 1), (3, 0, 0)),
        nn.Sequential(nn.Conv3d(3, 4, 1), nn.InstanceNorm3d(4, affine=True), nn.LeakyReLU()),
        nn.Sequential(nn.Conv3d(3, 4, 1), nn.BatchNorm3d(4), nn.PReLU(4)),
        nn.Sequential(nn.AvgPool3d((2, 2, 3), (2, 2, 3)), nn.ReLU()),
        nn.MaxPool3d((1, 2, 2), (1, 2, 2)),
        nn.MaxPool3d(2, 2),
    ],
)
def test_networks_in_three_dimensions_see_slices(tmp_path, network):
    """`written` compares the numbers with PyTorch's."""
    torch.manual_seed(1)
    graph = written(network.eval(), torch.randn(1, 3, 10, 12, 15), tmp_path)
    shapes = {value.name: shape_of(value) for value in graph.value_info}
    [inner] = [
        value for value in (node.input[0] for node in graph.node if node.op_type == "Transpose") if value in shapes
    ][-1:]
    assert len(shapes[inner]) == 4


def test_normalizations_of_slices_are_as_exact(tmp_path):
    torch.manual_seed(1)
    network = nn.InstanceNorm3d(2, affine=True).eval()
    values = torch.randn(1, 2, 64, 96, 80) + 3
    graph = written(network, values, tmp_path)
    assert "InstanceNormalization" not in {node.op_type for node in graph.node}
    with torch.no_grad():
        exact = network.double()(values.double()).numpy()
    assert np.abs(run_graph(tmp_path / "made.onnx", values.numpy()) - exact).max() < 1e-5


def written(network: nn.Module, values: torch.Tensor, folder: Path) -> onnx.GraphProto:
    """The graph of a network, which `write_graphs` compares with PyTorch; with the shapes of all values."""
    [file, *_] = write_graphs(network, values, folder, "made").weights
    return onnx.shape_inference.infer_shapes(onnx.load(folder / file["file"])).graph


@pytest.mark.parametrize(
    "network", [nn.AvgPool3d(3, 2), nn.Conv3d(1, 2, 3, dilation=2), nn.Softmax(1), nn.Conv2d(1, 2, 3)]
)
def test_nodes_that_are_not_known_leave_a_network_as_it_is(tmp_path, network):
    flat = isinstance(network, nn.Conv2d)
    graph = written(network.eval(), torch.randn(1, 1, *[8] * (2 if flat else 3)), tmp_path)
    assert [node.op_type for node in graph.node] == [type(network).__name__[:-2] if flat else NAMES[type(network)]]


NAMES = {nn.AvgPool3d: "AveragePool", nn.Conv3d: "Conv", nn.Softmax: "Softmax"}


@pytest.mark.parametrize("bias", [True, False])
def test_a_last_layer_of_more_classes_than_channels_is_cut_off(tmp_path, bias):
    """`write_graphs` compares what graph and head make together with PyTorch's numbers."""
    torch.manual_seed(1)
    network = nn.Sequential(nn.Conv3d(1, 4, 3, padding=1), nn.LeakyReLU(), nn.Conv3d(4, 9, 1, bias=bias)).eval()
    written = write_graphs(network, torch.randn(1, 1, 6, 8, 8), tmp_path, "made")
    assert written.output["shape"] == [1, 4, 6, 8, 8] and written.output["head"]["classes"] == 9
    graph = onnx.load(tmp_path / "made.onnx").graph
    assert [value.name for value in graph.output] == [written.output["name"]]
    # Four bytes for each of four channels.
    assert written.weights[0]["largestTensorBytes"] == 4 * 4 * 6 * 8 * 8
    numbers = np.frombuffer(base64.b64decode(written.output["head"]["weights"]), "<f4").reshape(9, 5)
    head = network[2]
    assert np.array_equal(numbers[:, :4], head.weight.detach().numpy().reshape(9, 4))
    assert np.array_equal(numbers[:, 4], head.bias.detach().numpy() if bias else np.zeros(9))


@pytest.mark.parametrize(
    "last",
    [
        nn.Conv3d(4, 4, 1),
        nn.Conv3d(4, 9, 3, padding=1),
        nn.Conv3d(4, 9, 1, stride=2),
        nn.Conv3d(4, 12, 1, groups=2),
        nn.Sequential(nn.Conv3d(4, 9, 1), nn.Softmax(1)),
    ],
)
def test_other_last_layers_stay(tmp_path, last):
    network = nn.Sequential(nn.Conv3d(1, 4, 3, padding=1), nn.LeakyReLU(), last).eval()
    assert "head" not in write_graphs(network, torch.randn(1, 1, 6, 8, 8), tmp_path, "made").output


def test_a_network_that_is_all_head_stays(tmp_path):
    written = write_graphs(nn.Conv3d(2, 5, 1).eval(), torch.randn(1, 2, 4, 4, 4), tmp_path, "made")
    assert "head" not in written.output
