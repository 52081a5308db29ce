"""Runs ONNX files with Python's onnxruntime.

Standard input: a line for each file, {"file": path, "input": name, "output": name, "shape": [...], "inputs": [base64 of
float32]}; standard output: a line for each, a JSON list of base64 of float32.
"""

import base64
import json
import sys

import numpy as np
import onnxruntime

for line in sys.stdin:
    task = json.loads(line)
    session = onnxruntime.InferenceSession(task["file"], providers=["CPUExecutionProvider"])
    outputs = []
    for text in task["inputs"]:
        values = np.frombuffer(base64.b64decode(text), np.float32).reshape(task["shape"])
        (output,) = session.run([task["output"]], {task["input"]: values})
        outputs.append(base64.b64encode(np.ascontiguousarray(output, np.float32).tobytes()).decode())
    print(json.dumps(outputs), flush=True)
