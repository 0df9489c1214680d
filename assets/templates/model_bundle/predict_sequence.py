"""Labels each step: `python predict.py "0.1, 0.5, -0.3" ...`, or one sequence a line on standard input."""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

network = Path(__file__).with_name("model.onnx").read_bytes()
session = onnxruntime.InferenceSession(network, providers=["CPUExecutionProvider"])
class_names = json.loads(session.get_modelmeta().custom_metadata_map["class_names"])

for line in sys.argv[1:] or sys.stdin:
    values = np.array(line.replace(",", " ").split(), np.float32).reshape(1, -1, 1)
    inputs = {session.get_inputs()[0].name: values, "lengths": np.array(values.shape[1:2], np.int32)}
    (steps,) = session.run(["probabilities"], inputs)[0].tolist()
    labels = [class_names[int(np.argmax(step))] for step in steps]
    probabilities = [dict(zip(class_names, step, strict=True)) for step in steps]
    print(json.dumps({"input": line.strip(), "labels": labels, "probabilities": probabilities}))
