"""Runs an ONNX file with Python's onnxruntime.

Arguments: the file, the names of its input and output. Standard input: {"shape": [...], "inputs": [base64 of float32]};
standard output: a JSON list of base64 of float32.
"""

import base64
import json
import sys

import numpy as np
import onnxruntime

path, input_name, output_name = sys.argv[1:]
task = json.load(sys.stdin)
session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
outputs = []
for text in task["inputs"]:
    values = np.frombuffer(base64.b64decode(text), np.float32).reshape(task["shape"])
    (output,) = session.run([output_name], {input_name: values})
    outputs.append(base64.b64encode(np.ascontiguousarray(output, np.float32).tobytes()).decode())
json.dump(outputs, sys.stdout)
