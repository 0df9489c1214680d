"""The command line: `python -m core VERB`; with `--json`, standard output holds one document and nothing else."""

import errno
import io
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from core.errors import BothwaysError, StorageError

_BROKEN_PIPE = 141
_JOB_ID = re.compile(r"[0-9a-f]{8}|[0-9a-f]{16}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit status.

    0 for success, 1 for a run that did not finish or a disk that failed, 2 for bad input, 130 for an interrupt, and
    141 when the reader of the output, such as `head`, has ended first: what a shell says of programs that the signal
    for it ends.
    """
    try:
        return _status(sys.argv[1:] if arguments is None else arguments)
    except BrokenPipeError:
        _discard_output()
        return _BROKEN_PIPE


def _status(words: Sequence[str]) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # bytes of the command line that are no text
    try:
        status = _run(words)
        print(end="", flush=True)
        return status
    except BothwaysError as error:
        print(error, *getattr(error, "__notes__", ()), sep="\n", file=sys.stderr)
        return 1 if isinstance(error, StorageError) else 2
    except BrokenPipeError:
        raise
    except OSError as error:
        sentence = _storage_sentence(error)
        if not sentence:
            raise
        _discard_output()
        print(sentence, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130


def _storage_sentence(error: OSError) -> str:
    """What a full or read-only disk means to a person; empty for any other error."""
    from core.system.files.disk_space import storage_error

    if error.errno == errno.ENOSPC and error.filename is None:  # of the standard output
        return "The disk is full. The output could not be written. Free disk space and try again."
    explained = storage_error(error, Path(os.fsdecode(error.filename or ".")).parent)
    return str(explained or "")


def _discard_output() -> None:
    """Without this, Python's own flush at exit would fail once more."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # it is closed, or no stream of the system
            stream.flush()
            continue
        with suppress(AttributeError, OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run(words: Sequence[str]) -> int:
    """A helper process loads only what its job needs, nothing of the command line, because a page waits for it."""
    if len(words) == 2 and words[0] == "work" and _JOB_ID.fullmatch(words[1]):
        from core.runs.jobs.process import work_on

        return work_on(words[1])
    from core.cli.verbs import run_verb

    return run_verb(words)


if __name__ == "__main__":
    sys.exit(main())
