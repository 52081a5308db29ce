"""A network of PyTorch as ONNX files, in single and half precision, that every provider computes rightly."""

import hashlib
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper, numpy_helper
from onnxconverter_common import float16
from torch import nn

from .refusals import CannotImport

OPSET = 17
# Largest difference of outputs to torch, as a part of their largest value.
LARGEST_DIFFERENCE = 1e-4
# Half precision whose outputs are off by more than this part of their largest value is not written.
LARGEST_HALF_DIFFERENCE = 0.05


def write_graphs(network: nn.Module, example: torch.Tensor, folder: Path, name: str) -> list[dict]:
    """`name.onnx` and, where it is close enough, `name-fp16.onnx`; the manifest's `weights`."""
    folder.mkdir(parents=True, exist_ok=True)
    single, half = folder / f"{name}.onnx", folder / f"{name}-fp16.onnx"
    with torch.no_grad():
        expected = network(example).numpy()
        torch.onnx.export(
            network,
            (example,),
            str(single),
            dynamo=False,
            opset_version=OPSET,
            input_names=["image"],
            output_names=["logits"],
        )
    model = onnx.load(single)
    lift_constants(model)
    model = onnx.shape_inference.infer_shapes(model)
    rewrite_transposed(model)
    del model.graph.value_info[:]
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, single)
    largest = float(np.abs(expected).max()) or 1.0
    difference = float(np.abs(run(single, example.numpy()) - expected).max()) / largest
    if difference > LARGEST_DIFFERENCE:
        raise CannotImport(f"{single.name} differs from PyTorch by {difference:.1e} of its largest value: report this.")
    files = [describe_file(single, "float32")]
    onnx.save(to_half(model), half)
    if float(np.abs(run(half, example.numpy()) - expected).max()) / largest > LARGEST_HALF_DIFFERENCE:
        half.unlink()
        return files
    return [*files, describe_file(half, "float16")]


def run(path: Path, values: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["logits"], {"image": values})[0]


def lift_constants(model: onnx.ModelProto) -> None:
    """Make constants initializers, and of weights that the exporter shares through Identity nodes one copy each."""
    graph = model.graph
    values = {tensor.name: tensor for tensor in graph.initializer}
    for node in list(graph.node):
        shared = node.op_type == "Identity" and node.input[0] in values
        if not shared and node.op_type != "Constant":
            continue
        source = values[node.input[0]] if shared else helper.get_node_attr_value(node, "value")
        values[node.output[0]] = value = onnx.TensorProto()
        value.CopyFrom(source)
        value.name = node.output[0]
        graph.initializer.append(value)
        graph.node.remove(node)


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


def shape_of(value: onnx.ValueInfoProto) -> list[int]:
    return [dimension.dim_value for dimension in value.type.tensor_type.shape.dim]


def to_half(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph with weights and arithmetic in half precision; input and output stay single."""
    copied = onnx.ModelProto()
    copied.CopyFrom(model)
    return float16.convert_float_to_float16(copied, keep_io_types=True)


def describe_file(path: Path, precision: str) -> dict:
    content = path.read_bytes()
    return {
        "file": path.name,
        "precision": precision,
        "sizeBytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
