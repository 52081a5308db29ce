"""Shapes of values in a graph."""

import onnx


def shape_of(value: onnx.ValueInfoProto) -> list[int]:
    return [dimension.dim_value for dimension in value.type.tensor_type.shape.dim]
