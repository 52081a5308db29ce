"""Rewrites of graphs: the same numbers in other nodes."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper

from autoseg_import.graph import write_graphs
from autoseg_import.rewrites.normalization import nearest_divisor, rewrite_normalizations


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
def test_transposed_convolutions_become_convolutions(tmp_path, kernel, stride, padding, extra):
    torch.manual_seed(1)
    network = torch.nn.ConvTranspose3d(3, 5, kernel, stride, padding, extra).eval()
    values = torch.randn(1, 3, 4, 6, 5)
    [file, *_] = write_graphs(network, values, tmp_path, "made")
    operators = {node.op_type for node in onnx.load(tmp_path / file["file"]).graph.node}
    assert operators == {"Conv", "Reshape", "Transpose"}


def test_other_transposed_convolutions_stay(tmp_path):
    network = torch.nn.ConvTranspose3d(2, 2, 3, 2).eval()
    [file, *_] = write_graphs(network, torch.randn(1, 2, 4, 4, 4), tmp_path, "made")
    assert [node.op_type for node in onnx.load(tmp_path / file["file"]).graph.node] == ["ConvTranspose"]
