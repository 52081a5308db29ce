"""The last layer of a network, which is cheaper to compute later than to store its output."""

import base64

import numpy as np
import onnx
from onnx import numpy_helper

from .shapes import shape_of

FEATURES = "features"


def cut_head(model: onnx.ModelProto) -> dict | None:
    """Ends the graph before a final convolution of one voxel that makes more classes than it has input channels.

    Overlapping patches are then summed channel by channel, and classes are computed from the sums: the same result,
    since the layer is linear, with less memory. Without such a layer the graph stays unchanged.
    @returns the manifest's `head`.
    """
    graph = model.graph
    [answer] = graph.output
    node = next(one for one in graph.node if answer.name in one.output)
    shapes = {value.name: shape_of(value) for value in [*graph.value_info, *graph.output]}
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    given, names = node.input[0], node.input[1:]
    if node.op_type != "Conv" or given not in shapes or any(name not in constants for name in names):
        return None
    kernel, *added = (constants[name] for name in names)
    classes, channels, *size = kernel.shape
    _, found, *before = shapes[given]
    # Without strides, padding and groups.
    is_pointwise = set(size) == {1} and found == channels and before == shapes[answer.name][2:]
    if not is_pointwise or classes <= channels:
        return None
    graph.node.remove(node)
    for one in graph.node:
        for names in (one.input, one.output):
            for index, name in enumerate(names):
                names[index] = FEATURES if name == given else name
    for value in list(graph.value_info):
        if value.name == given:
            graph.value_info.remove(value)
            answer.CopyFrom(value)
            answer.name = FEATURES
    bias = added[0] if added else np.zeros(classes)
    numbers = np.concatenate([kernel.reshape(classes, channels), bias[:, None]], axis=1).astype("<f4")
    return {"classes": classes, "weights": base64.b64encode(numbers.tobytes()).decode()}


def apply_head(head: dict | None, values: np.ndarray) -> np.ndarray:
    """The output of a graph with its head applied."""
    if head is None:
        return values
    numbers = np.frombuffer(base64.b64decode(head["weights"]), "<f4").reshape(head["classes"], -1)
    weights, bias = numbers[:, :-1], numbers[:, -1]
    return np.stack([np.tensordot(weights, one, 1) + bias.reshape(-1, *[1] * (one.ndim - 1)) for one in values])
