"""Plain Markdown in the words of a questionnaire, safely."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.instrument.markup import is_styled, to_html, to_plain

ALLOWED = {"strong", "em", "a", "span", "br"}


@pytest.mark.parametrize(
    ("written", "html", "plain"),
    [
        ("**Đậm** và *nghiêng*", "<strong>Đậm</strong> và <em>nghiêng</em>", "Đậm và nghiêng"),
        ("__a__ _b_", "<strong>a</strong> <em>b</em>", "a b"),
        ("***x***", "<strong><em>x</em></strong>", "x"),
        ("# Tiêu đề", "<strong>Tiêu đề</strong>", "Tiêu đề"),
        ("<b>Đậm</b><br>dòng", "<strong>Đậm</strong><br>dòng", "Đậm\ndòng"),
        ("một\nhai", "một<br>hai", "một\nhai"),
        ("2*3*4 và a_b_c *", "2*3*4 và a_b_c *", "2*3*4 và a_b_c *"),
        (r"\*sao\*", "*sao*", "*sao*"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;", "<script>x</script>"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ('<span style="color:red">đỏ</span>*', "đỏ*", "đỏ*"),
        (
            "Gồm:\n- một\n- hai\nhết",
            'Gồm:<span class="item">một</span><span class="item">hai</span>hết',
            "Gồm:\n• một\n• hai\nhết",
        ),
        ("**\ue03cb\ue03e**", "<strong>\ufffdb\ufffd</strong>", "\ufffdb\ufffd"),
        ("<b>_</b>_", "&lt;b&gt;_&lt;/b&gt;_", "<b>_</b>_"),
        (
            "Xem [trang](https://example.vn/_a_?b=1&c)",
            'Xem <a href="https://example.vn/_a_?b=1&amp;c" target="_blank"'
            ' rel="noopener noreferrer">trang</a>',
            "Xem trang",
        ),
    ],
)
def test_marks_become_what_they_mean(written, html, plain):
    assert (to_html(written), to_plain(written)) == (html, plain)


class Tags(HTMLParser):
    """Which tags are open, and whether each is closed in its turn."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED
        assert {name for name, _value in attrs} <= {"href", "target", "rel", "class"}
        assert all(
            value.startswith(("http://", "https://", "mailto:", "tel:"))
            for name, value in attrs
            if name == "href"
        )
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


MARKS = r"""* ** _ __ [ ]( ) http://a.vn javascript: <b> </b> <i> " ' <script> \ a đ & """
PIECES = st.sampled_from([*MARKS.split(), " ", "- ", "# ", "\n", "<span x>", "\ue03c"])


@given(st.lists(PIECES, max_size=14).map("".join))
def test_whatever_is_written_no_other_tag_comes_out_and_each_is_closed(written):
    reader = Tags()
    reader.feed(to_html(written))
    assert reader.open == []
    assert "<strong>" not in to_plain(written)


def test_colours_pictures_and_tables_are_told_apart_from_marks():
    assert is_styled('<span style="color:red">x</span>')
    assert is_styled("<img src=x>")
    assert not is_styled("**x** <b>y</b> 1 < 2")
