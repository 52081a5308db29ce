"""Transposed convolutions in three dimensions, which WebGPU's provider does not have."""

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import helper, numpy_helper

from .shapes import shape_of


def rewrite_transposed(model: onnx.ModelProto) -> None:
    """Replaces every three-dimensional transposed convolution that makes each voxel `stride` voxels by a convolution to
    channels x stride, which are then placed next to each other: the same sums. WebGPU's provider has no
    three-dimensional transposed convolution (microsoft/onnxruntime#28356).
    """
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    shapes = {value.name: shape_of(value) for value in [*graph.value_info, *graph.input, *graph.output]}
    for place, node in reversed(list(enumerate(graph.node))):
        axes = read_axes(node) if node.op_type == "ConvTranspose" else None
        if axes is None:
            continue
        kernel = numpy_helper.to_array(weights[node.input[1]])
        channels_in, channels = kernel.shape[:2]
        _, _, *extent = shapes[node.input[0]]
        stem = node.output[0]
        strides = [axis.stride for axis in axes]
        cells = int(np.prod(strides))
        cell_kernel = to_cells(kernel, axes)
        new = {f"{stem}/weights": cell_kernel.reshape(channels * cells, channels_in, *cell_kernel.shape[-3:])}
        inputs = [node.input[0], f"{stem}/weights"]
        if len(node.input) > 2:
            new[f"{stem}/bias"] = np.repeat(numpy_helper.to_array(weights[node.input[2]]), cells)
            inputs.append(f"{stem}/bias")
        new[f"{stem}/apart"] = np.array([channels, *strides, *extent], np.int64)
        new[f"{stem}/joined"] = np.array(
            [1, channels, *(one * many for one, many in zip(strides, extent, strict=True))], np.int64
        )
        graph.initializer.extend(numpy_helper.from_array(value, key) for key, value in new.items())
        pads = [*(axis.before for axis in axes), *(axis.after for axis in axes)]
        shape = list(cell_kernel.shape[-3:])
        nodes = [
            helper.make_node("Conv", inputs, [f"{stem}/cells"], kernel_shape=shape, pads=pads),
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


@dataclass(frozen=True)
class Axis:
    """An axis of a transposed convolution: voxel `stride * q + phase` of its output is the sum over `taps` of the
    weight `kernel` times voxel `q + shift` of its input.
    """

    stride: int
    # (phase, kernel, shift)
    taps: tuple[tuple[int, int, int], ...]

    @property
    def before(self) -> int:
        return -min(shift for _, _, shift in self.taps)

    @property
    def after(self) -> int:
        return max(shift for _, _, shift in self.taps)


def read_axes(node: onnx.NodeProto) -> list[Axis] | None:
    """The three axes; None for another kind of node, or if the output is not `stride` times the input."""
    given = {one.name: helper.get_attribute_value(one) for one in node.attribute}
    kernel = given.get("kernel_shape", [])
    strides, pads = given.get("strides", [1] * 3), given.get("pads", [0] * 6)
    more = given.get("output_padding", [0] * 3)
    is_usual = given.get("group", 1) == 1 and set(given.get("dilations", [1])) == {1}
    if len(kernel) != 3 or not is_usual or "output_shape" in given or given.get("auto_pad", b"NOTSET") != b"NOTSET":
        return None
    axes = []
    for size, stride, before, after, extra in zip(kernel, strides, pads[:3], pads[3:], more, strict=True):
        if size - stride - before - after + extra != 0:
            return None
        taps = [
            (phase, at, (phase + before - at) // stride)
            for phase in range(stride)
            for at in range(size)
            if (phase + before - at) % stride == 0
        ]
        axes.append(Axis(stride, tuple(taps)))
    return axes


def to_cells(kernel: np.ndarray, axes: list[Axis]) -> np.ndarray:
    """Weights `[in, out, 3 x kernel]` as `[out, 3 x stride, in, 3 x shift]`; 0 where a phase has no such tap."""
    values = np.moveaxis(kernel, 0, 1)
    for axis in axes:
        # The kernel of this axis is the first one left after the channels; its phases and shifts move to the end.
        values = np.moveaxis(values, 2, -1)
        made = np.zeros((*values.shape[:-1], axis.stride, axis.before + axis.after + 1), kernel.dtype)
        for phase, at, shift in axis.taps:
            made[..., phase, shift + axis.before] = values[..., at]
        values = made
    phases_first = [0, 2, 4, 6, 1, 3, 5, 7]
    return np.ascontiguousarray(values.transpose(phases_first))
