"""Sessions that score at the same time on a real server: how fast the answers are, and whether they are right.

    python -m benchmarks.sessions [--sessions 50] [--sentences 5] [--json]

The server has its own workspace and scores with the demo pair. A session is a WebSocket with Streamlit's own messages,
like that of a browser. It opens the Score page by a link with a sentence, then types further ones, each after the
answer to the last; nothing is rendered. Every answer is compared with the Scorer's.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.machine import machine
from core.inference.scorer import Scorer
from core.runs.demo.bundled import demo_runs
from core.settings import PROJECT_FOLDER

_BOX = "score_text"
_VERDICT = 'class="verdict-words'
_OPENINGS = ("a lovely", "an awful", "not a bad", "a slow and dull", "one great")


@dataclass(frozen=True)
class Answered:
    """How long the answer to one sentence took, and whether it was that of the Scorer."""

    seconds: float
    is_first: bool
    is_right: bool


class Session:
    """One visitor: a connection to the server, and the page that the server sent last."""

    def __init__(self, connection: ClientConnection):
        self._connection = connection
        self._box = self._address = self._page = ""
        self.errors: list[str] = []

    async def ask(self, sentence: str, by_link: bool) -> list[str]:
        """The verdicts on a sentence as the page shows them, from the address or typed into the box."""
        message = BackMsg()
        if by_link:
            message.rerun_script.page_name = "score"
            message.rerun_script.query_string = urlencode({"text": sentence})
        else:
            message.rerun_script.page_script_hash = self._page
            message.rerun_script.query_string = self._address
            message.rerun_script.widget_states.widgets.add(id=self._box, string_value=sentence)
        await self._connection.send(message.SerializeToString())
        return await self._verdicts()

    async def _verdicts(self) -> list[str]:
        verdicts: list[str] = []
        async for data in self._connection:
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if kind == "delta":
                element = message.delta.new_element
                verdicts += [element.html.body] if _VERDICT in element.html.body else []
                if element.text_input.id.endswith(_BOX):
                    self._box = element.text_input.id
                if element.HasField("exception"):
                    self.errors.append(element.exception.message)
            elif kind == "navigation":
                self._page = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._address = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return verdicts
        raise ConnectionError("The server closed the connection.")


async def visit(address: str, sentences: Sequence[str], scorers: Sequence[Scorer]) -> list[Answered]:
    """One session's answers to its sentences, the first from its link."""
    answers = []
    async with connect(f"{address}/_stcore/stream", max_size=None) as connection:
        session = Session(connection)
        for number, sentence in enumerate(sentences):
            start = time.perf_counter()
            verdicts = await session.ask(sentence, by_link=number == 0)
            seconds = time.perf_counter() - start
            expected = [scorer.score([sentence])[0] for scorer in scorers]
            labels = [(one.label, f"{one.probabilities[one.label]:.1%}".replace("%", " %")) for one in expected]
            is_right = len(verdicts) == len(labels) and all(
                label in verdict and share in verdict for verdict, (label, share) in zip(verdicts, labels, strict=True)
            )
            answers.append(Answered(seconds, number == 0, is_right and not session.errors))
    return answers


async def visit_together(address: str, num_sessions: int, num_sentences: int) -> list[Answered]:
    """All sessions at once, each with different sentences."""
    scorers = [Scorer(run.folder, run.config) for run in demo_runs()]
    sentences = [[_sentence(session, number) for number in range(num_sentences)] for session in range(num_sessions)]
    visits = (visit(address, of_session, scorers) for of_session in sentences)
    return [answer for answers in await asyncio.gather(*visits) for answer in answers]


def _sentence(session: int, number: int) -> str:
    return f"{_OPENINGS[(session + number) % len(_OPENINGS)]} film number {session} {number}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--sessions", type=int, default=50, help="number at once (default: 50)")
    parser.add_argument("--sentences", type=int, default=5, help="number for each (default: 5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        process, port = _start_server(Path(home))
        try:
            address = f"ws://127.0.0.1:{port}"
            asyncio.run(visit_together(address, 1, 2))  # loads what only the first visitor waits for
            start = time.perf_counter()
            answers = asyncio.run(visit_together(address, options.sessions, options.sentences))
            seconds = time.perf_counter() - start
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()
    first = [one.seconds for one in answers if one.is_first]
    typed = [one.seconds for one in answers if not one.is_first] or first
    document = {
        "machine": machine(),
        "sessions": options.sessions,
        "answers": len(answers),
        "wrong": sum(not one.is_right for one in answers),
        "seconds": seconds,
        "answers_per_second": len(answers) / seconds,
        "link_median_seconds": statistics.median(first),
        "typed_median_seconds": statistics.median(typed),
        "slowest_seconds": max(one.seconds for one in answers),
    }
    print(json.dumps(document) if options.json else "\n".join(f"{name}: {value}" for name, value in document.items()))
    return 1 if document["wrong"] else 0


def _start_server(home: Path) -> tuple[subprocess.Popen, int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", "--server.address=127.0.0.1",
         f"--server.port={port}"],
        cwd=PROJECT_FOLDER, env={**os.environ, "BOTHWAYS_HOME": str(home)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    if not any("URL:" in line for line in process.stdout):  # printed once it listens
        raise RuntimeError("The app did not start.")
    return process, port


if __name__ == "__main__":
    sys.exit(main())
