"""Counts the computation of a network from its ONNX graph."""

import math

import onnx

WEIGHTED = {"Conv", "ConvTranspose", "MatMul", "Gemm"}


def shapes_of(model: onnx.ModelProto) -> dict[str, list[int]]:
    """The shape of every tensor by name, for a graph of fixed shapes."""
    graph = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph
    values = [*graph.input, *graph.value_info, *graph.output]
    shapes = {value.name: [size.dim_value for size in value.type.tensor_type.shape.dim] for value in values}
    return shapes | {tensor.name: list(tensor.dims) for tensor in graph.initializer}


def complexity(model: onnx.ModelProto) -> dict[str, int]:
    """`parameters`: weights of convolutions, products and normalisations; `multiplyAdds` for one input.

    Counts the multiplications of convolutions and matrix products, each with its addition as one, but not those of
    activations, normalisations, pooling and interpolation, which are few.
    """
    graph, shapes = model.graph, shapes_of(model)
    used = {name for node in graph.node for name in node.input}
    floats = {onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16}
    parameters = [
        math.prod(tensor.dims)
        for tensor in graph.initializer
        # Names that begin with a slash are the exporter's sizes and scales.
        if tensor.data_type in floats and tensor.name in used and not tensor.name.startswith("/")
    ]
    return {
        "parameters": sum(parameters),
        "multiplyAdds": sum(multiply_adds(node, shapes) for node in graph.node if node.op_type in WEIGHTED),
    }


def multiply_adds(node: onnx.NodeProto, shapes: dict[str, list[int]]) -> int:
    """For one node: each output value of a convolution, and each input value of a transposed one, takes one kernel."""
    first, second, out = shapes[node.input[0]], shapes[node.input[1]], shapes[node.output[0]]
    if node.op_type == "Conv":
        return math.prod(out) * math.prod(second[1:])
    if node.op_type == "ConvTranspose":
        return math.prod(first) * math.prod(second[1:])
    return math.prod(out) * first[-1]
