"""Three-dimensional networks as two-dimensional ones, with slices as the batch."""

import numpy as np
import onnx
from onnx import helper, numpy_helper

from .shapes import shape_of
from .slice_nodes import NodeMaker, convolution, normalization, pooling, transposed

# Convolutions process the values of the largest input in this many slabs: fewer take more memory, more gain nothing.
SLABS = 8
# Operators that treat each value separately.
BY_VALUE = ("LeakyRelu", "Relu", "Elu", "Sigmoid", "Tanh", "Add", "Sub", "Mul", "Identity")


def rewrite_as_slices(model: onnx.ModelProto, exact_means: bool) -> bool:
    """Rewrites a network of `[1, channels, slices, rows, columns]` to use `[slices, channels, rows,
    columns]` internally.

    A convolution becomes the sum of a two-dimensional one for each slice of its kernel. onnxruntime has much faster
    two-dimensional convolutions on every provider, and WebGPU's has no three-dimensional transposed convolution
    (microsoft/onnxruntime#28356).
    @returns False, with the model unchanged, if there is an unsupported node.
    """
    graph = model.graph
    shapes = {value.name: shape_of(value) for value in [*graph.value_info, *graph.input, *graph.output]}
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    [given], [answer] = graph.input, graph.output
    sizes = [shapes.get(name, []) for node in graph.node for name in [*node.input, *node.output] if name not in weights]
    if not all(len(size) == 5 and size[0] == 1 and all(size) for size in sizes):
        return False
    seen = [int(np.prod(shapes[node.input[0]])) for node in graph.node if node.op_type == "Conv"]
    make = NodeMaker(max(seen, default=0) // SLABS)
    _, channels, slices, rows, columns = shapes[given.name]
    within = {given.name: enter(make, given.name, [channels, slices, rows, columns])}
    for node in graph.node:
        inputs = [within.get(name, name) for name in node.input]
        made = rewrite(make, node, inputs, weights, shapes, exact_means)
        if made is None:
            return False
        within[node.output[0]] = made
    leave(make, within[answer.name], answer.name, shapes[answer.name])
    del graph.node[:], graph.initializer[:], graph.value_info[:]
    graph.node.extend(make.nodes)
    used = {name for node in make.nodes for name in node.input}
    constants = weights | make.constants
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in constants.items() if name in used)
    return True


def rewrite(
    make: NodeMaker,
    node: onnx.NodeProto,
    inputs: list[str],
    weights: dict[str, np.ndarray],
    shapes: dict[str, list[int]],
    exact_means: bool,
) -> str | None:
    """The name of the node's output on slices; None for an unsupported node."""
    kind = node.op_type
    size = shapes[node.input[0]] if node.input[0] not in weights else []
    constants = [weights[name] for name in node.input if name in weights]
    if kind in ("Conv", "ConvTranspose"):
        if not size or len(constants) != len(inputs) - 1:
            return None
        return (convolution if kind == "Conv" else transposed)(make, node, inputs[0], constants, size)
    if kind == "InstanceNormalization":
        return normalization(make, node, inputs, size, exact_means)
    if kind in ("AveragePool", "MaxPool"):
        return pooling(make, node, inputs[0], size)
    if kind == "Concat" and helper.get_node_attr_value(node, "axis") in (1, -4) and not constants:
        return make.like(node, inputs)
    if kind == "BatchNormalization" and len(node.output) == 1:
        return make.like(node, inputs)
    if kind == "PRelu" and constants and constants[0].ndim <= 4 and constants[0].size in (1, size[1]):
        return make.add("PRelu", [inputs[0], make.constant(constants[0].reshape(-1, 1, 1))])
    if kind in BY_VALUE and all(one.size == 1 for one in constants):
        numbers = {name: make.constant(weights[name].reshape(())) for name in node.input if name in weights}
        return make.like(node, [numbers.get(name, name) for name in inputs])
    return None


def enter(make: NodeMaker, name: str, size: list[int]) -> str:
    channels, slices, rows, columns = size
    if channels == 1:
        return make.reshape(name, [slices, 1, rows, columns])
    return make.add("Transpose", [make.reshape(name, size)], perm=[1, 0, 2, 3])


def leave(make: NodeMaker, values: str, name: str, size: list[int]) -> None:
    turned = make.add("Transpose", [values], perm=[1, 0, 2, 3])
    make.nodes.append(helper.make_node("Reshape", [turned, make.constant(np.array(size, np.int64))], [name], name=name))
