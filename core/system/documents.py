"""Documents: values of our dataclasses as JSON with NumPy arrays beside it, from one process to another."""

import json
import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd

from core import errors
from core.errors import BothwaysError
from core.system.files import write_whole

T = TypeVar("T")
_FRAME = "frame"  # before the number in the name of a table's file


def write_document(value: Any, path: Path) -> None:
    """Write a dataclass of plain values, arrays, tables, errors and other such dataclasses.

    Args:
        path: without a suffix: `.json` and `.npz` files are written, and a Parquet file for each table.
    """
    arrays: dict[str, np.ndarray] = {}
    frames: dict[str, pd.DataFrame] = {}
    document = _encode(value, arrays, frames)
    if arrays:
        with_suffix = path.with_name(f"{path.name}.npz")
        np.savez(with_suffix, **arrays)  # type: ignore[arg-type] # numpy's own stub takes its flag for an array
    for name, frame in frames.items():
        frame.to_parquet(path.with_name(f"{path.name}.{name}.parquet"))
    text, target = json.dumps(document), path.with_name(f"{path.name}.json")
    write_whole(lambda unfinished: unfinished.write_text(text, encoding="utf-8"), target, durable=False)


def read_document(kind: type[T], path: Path) -> T:
    """The value of this class that `write_document` has written there."""
    document = json.loads(path.with_name(f"{path.name}.json").read_text(encoding="utf-8"))
    archive = path.with_name(f"{path.name}.npz")
    arrays: Mapping[str, np.ndarray] = {}
    if archive.is_file():
        with np.load(archive, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
    return _decode(document, kind, arrays, path)


def _encode(value: Any, arrays: dict[str, np.ndarray], frames: dict[str, pd.DataFrame]) -> Any:
    if isinstance(value, np.ndarray):
        name = f"array{len(arrays)}"
        arrays[name] = value
        return name
    if isinstance(value, pd.DataFrame):
        name = f"{_FRAME}{len(frames)}"
        frames[name] = value
        return name
    if isinstance(value, BothwaysError):
        return {"$class": value.name, "parts": [value.problem, value.expected, value.hint]}
    if is_dataclass(value) and not isinstance(value, type):
        values = {one.name: _encode(getattr(value, one.name), arrays, frames) for one in fields(value)}
        return {"$class": type(value).__name__, "fields": values}
    if isinstance(value, Mapping):
        return [[_encode(key, arrays, frames), _encode(one, arrays, frames)] for key, one in value.items()]
    if isinstance(value, list | tuple):
        return [_encode(one, arrays, frames) for one in value]
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"no document holds a {type(value).__name__}")


def _decode(document: Any, kind: Any, arrays: Mapping[str, np.ndarray], path: Path) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if document is None or kind is Any or origin is Literal:
        return document
    if origin in (Union, types.UnionType):
        return _decode(document, _member(document, arguments), arrays, path)
    if kind is np.ndarray or origin is np.ndarray:
        return arrays[document]
    if kind is pd.DataFrame:
        return pd.read_parquet(path.with_name(f"{path.name}.{document}.parquet"))
    if isinstance(kind, type) and issubclass(kind, BothwaysError):
        return getattr(errors, document["$class"])(*document["parts"])
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        values = {name: _decode(one, hints[name], arrays, path) for name, one in document["fields"].items()}
        return kind(**values)  # type: ignore[operator] # a dataclass is called with its fields
    if origin is tuple:
        kinds = [arguments[0]] * len(document) if arguments[-1] is Ellipsis else arguments
        return tuple(_decode(one, each, arrays, path) for one, each in zip(document, kinds, strict=True))
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        keys, values = arguments
        return {_decode(key, keys, arrays, path): _decode(one, values, arrays, path) for key, one in document}
    if origin is not None and isinstance(origin, type) and issubclass(origin, Sequence):
        return [_decode(one, arguments[0], arrays, path) for one in document]
    return document


def _member(document: Any, kinds: Sequence[Any]) -> Any:
    """The member of a union that a value is of: the class it names, or the only one beside None."""
    others = [kind for kind in kinds if kind is not types.NoneType]
    if isinstance(document, dict) and "$class" in document:
        named = [kind for kind in others if getattr(kind, "__name__", "") == document["$class"]]
        errors_of = [kind for kind in others if isinstance(kind, type) and issubclass(kind, BothwaysError)]
        return (named or errors_of)[0]
    return others[0] if len(others) == 1 else Any
