"""Classifies series: `python predict.py "0.1, 0.5, -0.3" ...`, or one series a line on standard input.

Values are separated by commas, the channels of a series by colons.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

network = Path(__file__).with_name("model.onnx").read_bytes()
session = onnxruntime.InferenceSession(network, providers=["CPUExecutionProvider"])
class_names = json.loads(session.get_modelmeta().custom_metadata_map["class_names"])
scaling = json.loads(Path(__file__).with_name("scaling.json").read_text(encoding="utf-8"))
offset, divisor = np.array(scaling["offset"]), np.array(scaling["divisor"])  # of each channel, fitted in training

for line in sys.argv[1:] or sys.stdin:
    channels = [channel.replace(",", " ").split() for channel in line.split(":")]
    values = (np.array(channels, np.float32).T - offset) / divisor  # rounded to float32 first, as in training
    inputs = {"inputs": values[np.newaxis].astype(np.float32), "lengths": np.array([len(values)], np.int32)}
    (shares,) = session.run(["probabilities"], inputs)[0].tolist()
    probabilities = dict(zip(class_names, shares, strict=True))
    label = class_names[int(np.argmax(shares))]
    print(json.dumps({"input": line.strip(), "label": label, "probabilities": probabilities}))
