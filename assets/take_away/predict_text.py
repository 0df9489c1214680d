"""Scores texts: `python predict.py "A film to remember." ...`, or one text a line on standard input."""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

HERE = Path(__file__).parent
config = json.loads((HERE / "run.json").read_text(encoding="utf-8"))["config"]
vocabulary = json.loads((HERE / "vocabulary.json").read_text(encoding="utf-8", errors="surrogatepass"))
session = onnxruntime.InferenceSession((HERE / "model.onnx").read_bytes(), providers=["CPUExecutionProvider"])
metadata = session.get_modelmeta().custom_metadata_map
class_names = json.loads(metadata["class_names"])
maxlen = json.loads(metadata.get("maxlen", "null")) or config["text"]["maxlen"]
masked = config["train"]["batching"] == "by_length"  # the network never reads padding
start, oov = vocabulary.get("start", False), vocabulary["oov"]
ids = {word: number for number, word in enumerate(vocabulary["words"], 4 if start else 2 if oov else 1)}
unknown = 2 if start else 1 if oov else None  # None: unknown words are dropped
filters = str.maketrans(dict.fromkeys('!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n', " "))


def encode(text):
    words = (text.lower() if vocabulary["lower"] else text).translate(filters).split(" ")
    row = [1] * start + [ids.get(word, unknown) for word in words if word and (word in ids or unknown)]
    if maxlen:
        row = row[-maxlen:] if config["text"]["truncating"] == "pre" else row[:maxlen]
    padding = [0] * (max(1, 0 if masked else maxlen or 0) - len(row))
    return padding + row if config["text"]["padding"] == "pre" else row + padding


sys.stdin.reconfigure(encoding="utf-8")
for text in sys.argv[1:] or (line.rstrip("\n") for line in sys.stdin):
    row = np.array([encode(text)], np.int32)
    inputs = {session.get_inputs()[0].name: row, "lengths": np.array(row.shape[1:], np.int32)}
    (probabilities,) = session.run(["probabilities"], inputs)[0].tolist()
    label = class_names[int(np.argmax(probabilities))]
    named = dict(zip(class_names, probabilities, strict=True))
    print(json.dumps({"input": text, "label": label, "probabilities": named}))
