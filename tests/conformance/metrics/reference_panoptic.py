"""Panoptic quality by panoptica for pairs of instance maps given as JSON on standard input."""

import base64
import contextlib
import json
import sys

import numpy as np

with contextlib.redirect_stdout(sys.stderr):
    from panoptica import InputType, NaiveThresholdMatching, Panoptica_Evaluator
    from panoptica.metrics import Metric


def quality(pair):
    shape = tuple(reversed(pair["size"]))
    read = lambda name: np.frombuffer(base64.b64decode(pair[name]), np.int32).reshape(shape).astype(np.uint32)
    evaluator = Panoptica_Evaluator(
        expected_input=InputType.UNMATCHED_INSTANCE,
        instance_matcher=NaiveThresholdMatching(matching_threshold=0.5),
        instance_metrics=[Metric.IOU, Metric.DSC],
        global_metrics=[],
    )
    result = evaluator.evaluate(read("found"), read("reference"), verbose=False)["ungrouped"]
    return {
        "truePositives": int(result.tp),
        "falsePositives": int(result.fp),
        "falseNegatives": int(result.fn),
        "pq": float(result.pq),
        "sq": float(result.sq),
        "rq": float(result.rq),
        "instanceDice": float(result.sq_dsc),
    }


with contextlib.redirect_stdout(sys.stderr):
    answers = [quality(pair) for pair in json.load(sys.stdin)]
print(json.dumps(answers))
