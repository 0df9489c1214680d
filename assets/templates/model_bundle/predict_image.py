"""Scores images: `python predict.py digits.npy ...`, arrays of one image or several with values from 0 to 1, white on
black as in MNIST; or one image a line on standard input, its values row by row with spaces or commas between them."""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

network = Path(__file__).with_name("model.onnx").read_bytes()
session = onnxruntime.InferenceSession(network, providers=["CPUExecutionProvider"])
class_names = json.loads(session.get_modelmeta().custom_metadata_map["class_names"])
size = session.get_inputs()[0].shape[2]  # an image is as high as wide


def images():
    for path in sys.argv[1:]:
        for number, image in enumerate(np.load(path).reshape(-1, size, size), start=1):
            yield f"{path}, {number}", image
    for number, line in enumerate(() if sys.argv[1:] else sys.stdin, start=1):
        yield f"line {number}", np.array(line.replace(",", " ").split(), np.float32).reshape(size, size)


for name, image in images():
    inputs = {session.get_inputs()[0].name: image[np.newaxis].astype(np.float32)}
    inputs["lengths"] = np.array([size], np.int32)
    (probabilities,) = session.run(["probabilities"], inputs)[0].tolist()
    named = dict(zip(class_names, probabilities, strict=True))
    print(json.dumps({"input": name, "label": max(named, key=named.get), "probabilities": named}))
