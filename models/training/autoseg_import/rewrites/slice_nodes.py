"""Nodes of a three-dimensional network for values `[slices, channels, rows, columns]`."""

from itertools import count

import numpy as np
import onnx
from onnx import helper

from .transposed import read_axes


class NodeMaker:
    """Nodes and constants of a graph being written; convolutions process about `slab` values at once."""

    def __init__(self, slab: int) -> None:
        self.slab = slab
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, np.ndarray] = {}
        self.numbers = count()

    def constant(self, value: np.ndarray) -> str:
        name = f"slices/constant{next(self.numbers)}"
        self.constants[name] = value
        return name

    def add(self, kind: str, inputs: list[str], **attributes) -> str:
        name = f"slices/{kind}{next(self.numbers)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def like(self, node: onnx.NodeProto, inputs: list[str]) -> str:
        return self.add(node.op_type, inputs, **attributes_of(node))

    def reshape(self, values: str, size: list[int]) -> str:
        return self.add("Reshape", [values, self.constant(np.array(size, np.int64))])


def attributes_of(node: onnx.NodeProto) -> dict:
    return {one.name: helper.get_attribute_value(one) for one in node.attribute}


def convolution(
    make: NodeMaker, node: onnx.NodeProto, values: str, weights: list[np.ndarray], size: list[int]
) -> str | None:
    given = attributes_of(node)
    if set(given.get("dilations", [1])) != {1} or given.get("auto_pad", b"NOTSET") != b"NOTSET":
        return None
    kernel, *bias = weights
    pads, strides = given.get("pads", [0] * 6), given.get("strides", [1] * 3)
    flat = {"pads": [*pads[1:3], *pads[4:]], "strides": strides[1:], "group": given.get("group", 1)}
    slices = (size[2] + pads[0] + pads[3] - kernel.shape[2]) // strides[0] + 1
    planes = [make.constant(np.ascontiguousarray(kernel[:, :, at])) for at in range(kernel.shape[2])]
    added = [make.constant(bias[0])] if bias else []
    # Otherwise the terms of a sum would take several times the memory of the convolution itself.
    at_once = max(1, make.slab // (size[1] * size[3] * size[4])) if len(planes) > 1 else slices
    slabs = []
    for start in range(0, slices, at_once):
        parts = []
        for at, plane in enumerate(planes):
            first, count = start * strides[0] + at - pads[0], min(at_once, slices - start)
            seen = shifted(make, values, size[2], first, count, strides[0])
            if seen is not None:
                inputs = [seen, plane, *([] if parts else added)]
                parts.append(make.add("Conv", inputs, kernel_shape=list(kernel.shape[3:]), **flat))
        if not parts:
            return None
        slabs.append(sum_of(make, parts))
    return slabs[0] if len(slabs) == 1 else make.add("Concat", slabs, axis=0)


def transposed(
    make: NodeMaker, node: onnx.NodeProto, values: str, weights: list[np.ndarray], size: list[int]
) -> str | None:
    """Each slice of the input makes `stride` slices: first as channels, which then become slices."""
    axes = read_axes(node)
    if axes is None:
        return None
    given = attributes_of(node)
    kernel, *bias = weights
    channels = kernel.shape[1]
    pads = given.get("pads", [0] * 6)
    flat = {"pads": [*pads[1:3], *pads[4:]], "strides": given.get("strides", [1] * 3)[1:]}
    flat["output_padding"] = given.get("output_padding", [0] * 3)[1:]
    [depth, *plane] = axes
    parts = []
    for shift in range(-depth.before, depth.after + 1):
        phases = np.zeros((kernel.shape[0], depth.stride, channels, *kernel.shape[3:]), kernel.dtype)
        for phase, at, of in depth.taps:
            if of == shift:
                phases[:, phase] = kernel[:, :, at]
        seen = shifted(make, values, size[2], shift, size[2], 1)
        if seen is None:
            continue
        inputs = [seen, make.constant(phases.reshape(kernel.shape[0], -1, *kernel.shape[3:]))]
        inputs += [make.constant(np.tile(bias[0], depth.stride))] if bias and not parts else []
        parts.append(make.add("ConvTranspose", inputs, kernel_shape=list(kernel.shape[3:]), **flat))
    rows, columns = (axis.stride * many for axis, many in zip(plane, size[3:], strict=True))
    return make.reshape(sum_of(make, parts), [size[2] * depth.stride, channels, rows, columns])


def pooling(make: NodeMaker, node: onnx.NodeProto, values: str, size: list[int]) -> str | None:
    given = attributes_of(node)
    [depth, *plane], strides = given["kernel_shape"], given.get("strides", [1] * 3)
    known = {
        "kernel_shape",
        "strides",
        "pads",
        "ceil_mode",
        "count_include_pad",
        "auto_pad",
        "dilations",
        "storage_order",
    }
    is_usual = set(given) <= known and not any(given.get("pads", [0])) and not given.get("ceil_mode", 0)
    is_usual = is_usual and set(given.get("dilations", [1])) == {1} and given.get("auto_pad", b"NOTSET") == b"NOTSET"
    if not is_usual or strides[0] != depth or size[2] % depth != 0:
        return None
    pooled = make.add(node.op_type, [values], kernel_shape=plane, strides=strides[1:])
    if depth == 1:
        return pooled
    rows, columns = ((many - one) // step + 1 for many, one, step in zip(size[3:], plane, strides[1:], strict=True))
    together = make.reshape(pooled, [size[2] // depth, depth, size[1], rows, columns])
    reduce = "ReduceMean" if node.op_type == "AveragePool" else "ReduceMax"
    return make.add(reduce, [together], axes=[1], keepdims=0)


def normalization(make: NodeMaker, node: onnx.NodeProto, inputs: list[str], size: list[int], exact_means: bool) -> str:
    """Over all slices of a channel together: by means of rows, then of these (see `rewrite_normalizations`), or by
    onnxruntime's own node.
    """
    values, scale, shift = inputs
    epsilon = attributes_of(node).get("epsilon", 1e-5)
    _, channels, slices, rows, columns = size
    if not exact_means:
        turned = make.add("Transpose", [values], perm=[1, 0, 2, 3])
        whole = make.reshape(turned, [1, channels, slices * rows, columns])
        normalised = make.add("InstanceNormalization", [whole, scale, shift], epsilon=epsilon)
        back = make.reshape(normalised, [channels, slices, rows, columns])
        return make.add("Transpose", [back], perm=[1, 0, 2, 3])
    mean = make.add("ReduceMean", [make.add("ReduceMean", [values], axes=[3])], axes=[0, 2])
    centred = make.add("Sub", [values, mean])
    squares = make.add("ReduceMean", [make.add("ReduceSumSquare", [centred], axes=[3])], axes=[0, 2])
    variance = make.add("Mul", [squares, make.constant(np.array(1 / columns, np.float32))])
    means, variances = (make.reshape(one, [channels]) for one in (mean, variance))
    return make.add("BatchNormalization", [values, scale, shift, means, variances], epsilon=epsilon)


def shifted(make: NodeMaker, values: str, slices: int, first: int, count: int, step: int) -> str | None:
    """Every `step`-th slice starting at `first`, `count` of them; slices outside are 0. None if all are outside."""
    inside = [n for n in range(count) if 0 <= first + n * step < slices]
    if not inside:
        return None
    before, after = inside[0], count - 1 - inside[-1]
    start, end = first + inside[0] * step, first + inside[-1] * step + 1
    if (start, end, step) != (0, slices, 1):
        bounds = (make.constant(np.array([one], np.int64)) for one in (start, end, 0, step))
        values = make.add("Slice", [values, *bounds])
    if before + after == 0:
        return values
    return make.add("Pad", [values, make.constant(np.array([before, 0, 0, 0, after, 0, 0, 0], np.int64))])


def sum_of(make: NodeMaker, parts: list[str]) -> str:
    first, *others = parts
    for other in others:
        first = make.add("Add", [first, other])
    return first
