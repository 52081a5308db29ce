"""Instance normalisation that is exact on every provider."""

import numpy as np
import onnx
from onnx import helper, numpy_helper

from .shapes import shape_of

# Fewer values can be summed at once with sufficient precision.
FEW = 4096


def rewrite_normalizations(model: onnx.ModelProto) -> None:
    """Replaces every instance normalisation over many values by means of rows, then of these means.

    onnxruntime sums the values of a channel one after the other in single precision: for a patch of 128 x 128 x 128
    voxels the error is 1.6e-4, more on WebAssembly, compared with 5e-7 in PyTorch. In a network of random weights that
    changed one label in 6,000.
    """
    graph = model.graph
    shapes = {value.name: shape_of(value) for value in [*graph.value_info, *graph.input]}
    for place, node in reversed(list(enumerate(graph.node))):
        shape = shapes.get(node.input[0], [])
        if node.op_type != "InstanceNormalization" or len(shape) < 3 or shape[0] != 1 or np.prod(shape[2:]) < FEW:
            continue
        nodes, constants = in_rows(node, shape)
        graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in constants.items())
        graph.node.remove(node)
        for offset, one in enumerate(nodes):
            one.name = f"{node.output[0]}/{one.op_type}{offset}"
            graph.node.insert(place + offset, one)


def in_rows(node: onnx.NodeProto, shape: list[int]) -> tuple[list[onnx.NodeProto], dict[str, np.ndarray]]:
    """The nodes that replace an instance normalisation, and their constants; `shape` is that of its values."""
    values, scale, shift = node.input
    [output] = node.output
    epsilon = next((helper.get_attribute_value(one) for one in node.attribute if one.name == "epsilon"), 1e-5)
    channels, count = shape[1], int(np.prod(shape[2:]))
    row = count // nearest_divisor(count)
    constants = {
        f"{output}/rows": np.array([1, channels, count // row, row], np.int64),
        f"{output}/channels": np.array([channels], np.int64),
        f"{output}/shape": np.array(shape, np.int64),
        f"{output}/share": np.array([1 / row], np.float32),
    }
    rows, mean, centred, squares = (f"{output}/{name}" for name in ("values", "mean", "centred", "squares"))
    nodes = [
        helper.make_node("Reshape", [values, f"{output}/rows"], [rows]),
        helper.make_node("ReduceMean", [rows], [f"{mean}s-of-rows"], axes=[3]),
        helper.make_node("ReduceMean", [f"{mean}s-of-rows"], [mean], axes=[2]),
        helper.make_node("Sub", [rows, mean], [centred]),
        helper.make_node("ReduceSumSquare", [centred], [f"{squares}-of-rows"], axes=[3]),
        helper.make_node("ReduceMean", [f"{squares}-of-rows"], [squares], axes=[2]),
        helper.make_node("Mul", [squares, f"{output}/share"], [f"{output}/variance"]),
        helper.make_node("Reshape", [mean, f"{output}/channels"], [f"{output}/means"]),
        helper.make_node("Reshape", [f"{output}/variance", f"{output}/channels"], [f"{output}/variances"]),
        helper.make_node(
            "BatchNormalization",
            [rows, scale, shift, f"{output}/means", f"{output}/variances"],
            [f"{output}/normalised"],
            epsilon=epsilon,
        ),
        helper.make_node("Reshape", [f"{output}/normalised", f"{output}/shape"], [output]),
    ]
    return nodes, constants


def nearest_divisor(count: int) -> int:
    """The largest divisor of `count` that is not above its square root."""
    return next(one for one in range(int(count**0.5), 0, -1) if count % one == 0)
