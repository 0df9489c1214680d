"""Typed text is never rendered: neither as HTML, nor as Markdown, nor as a link."""

import pytest

from pages.shared.session import routes

SCORE = routes.SCORE
MARK = "evil.example"
HOSTILE = [
    f"<script src=//{MARK}></script>",
    f'"><img src=x onerror="location=\'//{MARK}\'">',
    f"</div><a href='https://{MARK}'>film</a>",
    f"[film](https://{MARK}) ![i](https://{MARK}/i.png)",
    f"https://{MARK}/path www.{MARK}",
    f"<{MARK}@film.example>",
    f":red[{MARK}] :material/home: $\\href{{https://{MARK}}}{{film}}$",
    f"`{MARK}` ~~{MARK}~~ # {MARK}",
    f"<style>@import '//{MARK}'</style> &lt;{MARK}&gt; &#60;",
    f"\u202e{MARK}\u202c \u0000 \ufeff \u0301\u0301 👩‍👩‍👧 {MARK}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_typed_text_is_shown_literally(open_page, finished_pair, text):
    app = open_page(SCORE)
    app.text_input(key="score_text").set_value(text).run()
    assert not app.exception
    assert not app.session_state.get("errors")
    rendered = [
        *app.markdown,
        *app.caption,
        *app.html,
        *app.header,
        *app.subheader,
        *app.title,
        *app.warning,
        *app.error,
    ]
    assert rendered
    for element in rendered:
        assert text not in element.value
        assert f"//{MARK}" not in element.value
        assert f"<{MARK}" not in element.value
    for element in (*app.button, *app.expander, *app.tabs):
        assert MARK not in element.label
