"""A network of PyTorch as ONNX files, in single and half precision, that every provider computes rightly."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper, numpy_helper
from onnxconverter_common import float16
from torch import nn

from .refusals import CannotImport, first_line
from .rewrites.head import apply_head, cut_head
from .rewrites.normalization import rewrite_normalizations
from .rewrites.shapes import shape_of
from .rewrites.slices import rewrite_as_slices
from .rewrites.transposed import rewrite_transposed

OPSET = 17
# Largest difference of outputs to torch, as a part of their largest value.
LARGEST_DIFFERENCE = 1e-4
# Half precision whose outputs are off by more than this part of their largest value is not written.
LARGEST_HALF_DIFFERENCE = 0.05


@dataclass(frozen=True)
class Written:
    """The manifest's `weights`, and of its `output` the name, the shape and the head that was cut off."""

    weights: list[dict]
    output: dict


def write_graphs(network: nn.Module, example: torch.Tensor, folder: Path, name: str) -> Written:
    """`name.onnx` and, where it is close enough, `name-fp16.onnx`."""
    folder.mkdir(parents=True, exist_ok=True)
    single, half = folder / f"{name}.onnx", folder / f"{name}-fp16.onnx"
    with torch.no_grad():
        expected = run_once(network, example)
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
    lift_shapes(model)
    head = cut_head(model)
    [answer] = model.graph.output
    output = {"name": answer.name, "shape": shape_of(answer)} | ({"head": head} if head else {})
    largest_tensor = largest_values(model)
    # What is rounded to half precision anyway keeps its normalisations as they are.
    rounded = to_half(rewritten(model, exact_means=False))
    model = rewritten(model, exact_means=True)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, single)
    largest = float(np.abs(expected).max()) or 1.0

    def difference_of(path: Path) -> float:
        return float(np.abs(apply_head(head, run(path, example.numpy())) - expected).max()) / largest

    difference = difference_of(single)
    if difference > LARGEST_DIFFERENCE:
        raise CannotImport(f"{single.name} differs from PyTorch by {difference:.1e} of its largest value: report this.")
    files = [describe_file(single, "float32", 4 * largest_tensor)]
    onnx.save(rounded, half)
    if difference_of(half) > LARGEST_HALF_DIFFERENCE:
        half.unlink()
        return Written(files, output)
    return Written([*files, describe_file(half, "float16", 2 * largest_tensor)], output)


def run(path: Path, values: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {"image": values})[0]


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


def lift_shapes(model: onnx.ModelProto) -> None:
    """Make shapes, which are all fixed, constants: WebGPU's provider leaves their nodes to the processor."""
    graph = model.graph
    shapes = {value.name: shape_of(value) for value in [*graph.value_info, *graph.input]}
    for node in [node for node in graph.node if node.op_type == "Shape" and all(shapes.get(node.input[0], [0]))]:
        if not node.attribute:
            shape = np.array(shapes[node.input[0]], np.int64)
            graph.initializer.append(numpy_helper.from_array(shape, node.output[0]))
            graph.node.remove(node)


def rewritten(model: onnx.ModelProto, exact_means: bool) -> onnx.ModelProto:
    """The same network in nodes that every provider computes rightly, and fast."""
    copied = onnx.ModelProto()
    copied.CopyFrom(model)
    if not rewrite_as_slices(copied, exact_means):
        rewrite_transposed(copied)
        if exact_means:
            rewrite_normalizations(copied)
    del copied.graph.value_info[:]
    return copied


def to_half(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph with weights and arithmetic in half precision; input and output stay single."""
    return float16.convert_float_to_float16(model, keep_io_types=True)


def largest_values(model: onnx.ModelProto) -> int:
    """Numbers in the largest tensor of the graph whose shape is known."""
    known = [*model.graph.value_info, *model.graph.input, *model.graph.output]
    return max(int(np.prod(shape_of(value))) for value in known)


def describe_file(path: Path, precision: str, largest_tensor_bytes: int) -> dict:
    content = path.read_bytes()
    return {
        "file": path.name,
        "precision": precision,
        "sizeBytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "largestTensorBytes": largest_tensor_bytes,
    }


def run_once(network: nn.Module, example: torch.Tensor) -> np.ndarray:
    try:
        return network(example).numpy()
    except (RuntimeError, ValueError, AssertionError) as cause:
        raise CannotImport(
            f"The network does not take its patch of {list(example.shape[2:])} voxels ({first_line(cause)}): it is of another "
            "model."
        ) from cause


def random_patch(shape: list[int]) -> torch.Tensor:
    """Numbers for a network to be traced with, the same every time."""
    try:
        return torch.randn(shape, generator=torch.Generator().manual_seed(1))
    except RuntimeError as cause:
        raise CannotImport(f"A patch of {shape[2:]} voxels does not fit into memory ({first_line(cause)}).") from cause
