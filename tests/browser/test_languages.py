"""Files in other languages and encodings, from the file to a scored sentence."""

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from tests.support.browser.app_server import Server
from tests.support.browser.browser_app import App

READING_MILLISECONDS = 60_000  # while other tests train
TRAINING_MILLISECONDS = 180_000
TYPED = {
    "text.maxlen": "32", "model.units": "8", "train.epochs": "30", "train.batch_size": "8",
    "train.early_stopping_patience": "",
}  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400), pytest.mark.xdist_group("beside the others")]


class Language(NamedTuple):
    """A file in a language.

    Args:
        words: of every text; `good` and `bad` decide its label.
        space: between two words.
        sentence: to score, one that the file does not have.
        label: what the sentence is.
    """

    encoding: str
    header: str
    words: tuple[str, ...]
    good: tuple[str, str]
    bad: tuple[str, str]
    space: str
    tokenizer: str
    sentence: str
    label: str


LANGUAGES = {
    "Chinese": Language(
        "gb18030", "评论,标签", ("这家店", "服务员", "房间", "早餐", "位置", "下次还会再来", "我们", "昨天去了"),
        ("非常满意", "好评"), ("味道太差", "差评"), "", "characters", "昨天我们在这家店吃早餐非常满意", "好评",
    ),
    "Turkish": Language(
        "cp1254", "yorum;etiket", ("film", "dün", "akşam", "izledik", "oyuncular", "müzik", "çok", "ışık"),
        ("İYİ", "olumlu"), ("kötü", "olumsuz"), " ", "words", "bu film iyi", "olumlu",
    ),
    "Arabic": Language(
        "utf-8", "النص,التصنيف", ("هذا", "الفيلم", "شاهدناه", "أمس", "الموسيقى", "الممثلون", "كان", "جدا"),
        ("رائع", "إيجابي"), ("سيئ", "سلبي"), " ", "words", "كان الفيلم رائع", "إيجابي",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_file_in_any_language_is_read_trained_and_scored(
    name: str, start_server: Callable[..., Server], open_app: Callable[[Server], App], tmp_path: Path
):
    language = LANGUAGES[name]
    app = open_app(start_server())
    app.open("data?source=file")
    app.page.locator("input[type=file]").first.set_input_files(file_of(language, tmp_path / "own.csv"))
    expect(app.keyed("train_on_this")).to_be_visible(timeout=READING_MILLISECONDS)
    text_column = re.split("[,;]", language.header)[0]
    expect(app.keyed("pick_text_column").locator("input")).to_have_value(text_column)
    if language.tokenizer != "words":
        app.page.get_by_text("How texts become words").click()
        app.choose(language.tokenizer)
    app.click("Train on this")
    for setting, value in TYPED.items():
        app.type_number(f"draft.{setting}", value)
    app.keyed("what").get_by_role("radio", name="This one").click()
    app.click("Train this one")
    expect(app.page.get_by_role("button", name="Score", exact=True)).to_be_visible(timeout=TRAINING_MILLISECONDS)
    (run,) = app.server.stored_runs()
    assert run.metrics["test_accuracy"] >= 0.9
    app.open(f"score?runs={run.run_id}")
    app.score_box.press_sequentially(language.sentence)
    expect(app.score_cards.first).to_contain_text(language.label)
    app.expect_no_error()


def file_of(language: Language, path: Path) -> Path:
    """240 texts of random words, each with one that decides its label."""
    draw = random.Random(0)
    rows = [language.header]
    delimiter = ";" if ";" in language.header else ","
    for number in range(240):
        word, label = (language.good, language.bad)[number % 2]
        words = [*draw.sample(language.words, 5), word]
        draw.shuffle(words)
        rows.append(f"{language.space.join(words)}{delimiter}{label}")
    path.write_bytes("\r\n".join(rows).encode(language.encoding))
    return path
