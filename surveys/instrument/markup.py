"""Plain Markdown in the words of a questionnaire: bold, italics, links, lists and headings.

Everything else is shown as it was typed, and no tag of an author reaches a page: words are escaped
first. The result may stand in a label, a legend or a paragraph, so it holds spans, never blocks.
"""

import re
from html import escape, unescape
from itertools import pairwise

SIGNS = re.compile(r"[*_\[#<\\\n]|^\s*[-+]\s", re.MULTILINE)
LITERAL = re.compile(r"\\([\\*_#\[\]])")
HELD = 0xE000  # private letters that stand for signs taken literally; typed ones are blanked out
PRIVATE = re.compile("[\ue000-\ue07f]")
HEADING = re.compile(r"\s*#{1,6}\s+(.+?)\s*#*")
ITEM = re.compile(r"\s*[-*+]\s+(.+)")
LINK = re.compile(r"\[([^\[\]\n]+)\]\(((?:https?://|mailto:|tel:)[^\s()]+)\)")
TAGS = (  # what authors write for want of better; other tags are shown as typed
    (re.compile(r"(?i)&lt;(?:b|strong)&gt;((?:(?!&lt;).)+)&lt;/(?:b|strong)&gt;"), r"**\1**"),
    (re.compile(r"(?i)&lt;(?:i|em)&gt;((?:(?!&lt;).)+)&lt;/(?:i|em)&gt;"), r"*\1*"),
    (re.compile(r"(?i)&lt;/?(?:span|p|font|u|big|small|center|div)\b(?:(?!&gt;).)*&gt;"), ""),
)
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
EMPHASIS = (
    (re.compile(r"\*\*\*(?!\s)([^*<]+?)(?<!\s)\*\*\*"), r"<strong><em>\1</em></strong>"),
    (re.compile(r"(?<![\w*])\*(?![\s*])([^*<]+?)(?<!\s)\*(?![\w*])"), r"<em>\1</em>"),
    (re.compile(r"(?<![\w_])_(?![\s_])([^_<]+?)(?<!\s)_(?![\w_])"), r"<em>\1</em>"),
    (re.compile(r"\*\*(?![\s*])((?:(?!\*\*).)+?)(?<!\s)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"(?<!\w)__(?![\s_])((?:(?!__).)+?)(?<!\s)__(?!\w)"), r"<strong>\1</strong>"),
)
TAG = re.compile(r"<(/?)(strong|em)>")
STYLED = re.compile(r"(?i)<(?:span|p|font|div)\b[^>]*\bstyle\b|<(?:font|img|table|iframe)\b")


def to_html(text: str) -> str:
    """Words with their marks as safe HTML; lines stay lines."""
    if not SIGNS.search(text):
        return escape(text)
    typed = PRIVATE.sub("\ufffd", BREAK.sub("\n", text))
    held = LITERAL.sub(lambda found: chr(HELD + ord(found[1])), typed)
    made = "".join(_with_breaks([_line(line) for line in held.split("\n")]))
    return PRIVATE.sub(lambda found: chr(ord(found[0]) - HELD), made)


def to_plain(text: str) -> str:
    """The same words without marks, for titles, labels of data and lists to choose from."""
    if not SIGNS.search(text):
        return text
    html = to_html(text).replace("<br>", "\n").replace('<span class="item">', "\n• ")
    plain = unescape(re.sub(r"<[^>]+>", "", html.replace("</span>", "\n")))
    return re.sub(r"\n{2,}", "\n", plain).strip()


def is_styled(text: str) -> bool:
    """Whether there are colours, pictures or tables, which are not shown."""
    return STYLED.search(text) is not None


def _line(line: str) -> str:
    heading, item = HEADING.fullmatch(line), ITEM.fullmatch(line)
    if heading:
        return f"<strong>{_inline(heading[1])}</strong>"
    return f'<span class="item">{_inline(item[1])}</span>' if item else _inline(line)


def _with_breaks(lines: list[str]) -> list[str]:
    """Items of a list stand on lines of their own anyway."""
    broken = lines[:1]
    for before, line in pairwise(lines):
        is_item = line.startswith("<span") or before.startswith("<span")
        broken.append(line if is_item else f"<br>{line}")
    return broken


def _inline(words: str) -> str:
    parts, at = [], 0
    for found in LINK.finditer(words):
        parts.append(_emphasise(words[at : found.start()]))
        parts.append(
            f'<a href="{escape(found[2])}" target="_blank" rel="noopener noreferrer">'
            f"{_emphasise(found[1])}</a>"
        )
        at = found.end()
    return "".join([*parts, _emphasise(words[at:])])


def _emphasise(words: str) -> str:
    safe = made = escape(words)
    for pattern, put in (*TAGS, *EMPHASIS):
        made = pattern.sub(put, made)
    return made if _is_nested(made) else safe  # marks that cross are shown as typed


def _is_nested(made: str) -> bool:
    """Whether each tag ends before the one it began in."""
    opened: list[str] = []
    for is_end, name in TAG.findall(made):
        if not is_end:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened
