"""Transposed convolutions in three dimensions, which WebGPU's provider does not have."""

import numpy as np
import onnx
from onnx import helper, numpy_helper

from .shapes import shape_of


def rewrite_transposed(model: onnx.ModelProto) -> None:
    """Every transposed convolution in three dimensions whose kernel is its stride as a 1x1x1 convolution to
    channels x kernel, which are then put beside each other: the same numbers, and WebGPU's provider has no other way
    (microsoft/onnxruntime#28356).
    """
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    shapes = {value.name: shape_of(value) for value in [*graph.value_info, *graph.input, *graph.output]}
    for place, node in reversed(list(enumerate(graph.node))):
        if node.op_type != "ConvTranspose" or not is_plain(node):
            continue
        kernel = numpy_helper.to_array(weights[node.input[1]])
        channels_in, channels, *size = kernel.shape
        _, _, *extent = shapes[node.input[0]]
        stem = node.output[0]
        cells = int(np.prod(size))
        new = {f"{stem}/weights": kernel.reshape(channels_in, channels * cells).T[..., None, None, None].copy()}
        inputs = [node.input[0], f"{stem}/weights"]
        if len(node.input) > 2:
            new[f"{stem}/bias"] = np.repeat(numpy_helper.to_array(weights[node.input[2]]), cells)
            inputs.append(f"{stem}/bias")
        apart = [channels, *size, *extent]
        new[f"{stem}/apart"] = np.array(apart, np.int64)
        new[f"{stem}/joined"] = np.array(
            [1, channels, *(one * many for one, many in zip(size, extent, strict=True))], np.int64
        )
        graph.initializer.extend(numpy_helper.from_array(value, key) for key, value in new.items())
        nodes = [
            helper.make_node("Conv", inputs, [f"{stem}/cells"], kernel_shape=[1, 1, 1]),
            helper.make_node("Reshape", [f"{stem}/cells", f"{stem}/apart"], [f"{stem}/split"]),
            helper.make_node("Transpose", [f"{stem}/split"], [f"{stem}/beside"], perm=[0, 4, 1, 5, 2, 6, 3]),
            helper.make_node("Reshape", [f"{stem}/beside", f"{stem}/joined"], [stem]),
        ]
        graph.node.remove(node)
        for offset, one in enumerate(nodes):
            one.name = f"{stem}/{one.op_type}{offset}"
            graph.node.insert(place + offset, one)
    used = {name for node in graph.node for name in node.input}
    for tensor in [tensor for tensor in graph.initializer if tensor.name not in used]:
        graph.initializer.remove(tensor)


def is_plain(node: onnx.NodeProto) -> bool:
    attributes = {one.name: helper.get_attribute_value(one) for one in node.attribute}
    kernel = attributes.get("kernel_shape", [])
    return (
        len(kernel) == 3
        and attributes.get("strides") == kernel
        and not any(attributes.get("pads", []))
        and not any(attributes.get("output_padding", []))
        and attributes.get("group", 1) == 1
        and set(attributes.get("dilations", [1])) == {1}
    )
