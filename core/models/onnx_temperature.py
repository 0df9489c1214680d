"""The temperature of an exported network: a division of its logits, and a number in the metadata of its file."""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

from core.system.files import write_whole

_KEY = "temperature"
_BEFORE = "logits/before_calibration"


def set_temperature(path: Path, temperature: float) -> None:
    """Divide the logits of an exported network, so that whatever runs the file gets calibrated probabilities.

    The file is replaced when the new one is complete. Its output `logits` is divided, too.

    Args:
        path: a file that `export_onnx` has written; it has no temperature yet.
    """
    proto = onnx.load(path)
    nodes = list(proto.graph.node)
    place = next(number for number, node in enumerate(nodes) if "logits" in node.output)
    nodes[place].output[:] = [_BEFORE]
    nodes.insert(place + 1, helper.make_node("Div", [_BEFORE, _KEY], ["logits"]))
    del proto.graph.node[:]
    proto.graph.node.extend(nodes)
    proto.graph.initializer.append(numpy_helper.from_array(np.array(temperature, np.float32), _KEY))
    proto.metadata_props.add(key=_KEY, value=json.dumps(temperature))
    onnx.checker.check_model(proto)
    write_whole(lambda part: onnx.save_model(proto, str(part)), path)
