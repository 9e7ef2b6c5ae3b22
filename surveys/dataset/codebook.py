"""The codebook of a data set: a page to read, and DDI-Codebook 2.5 for archives."""

from collections import Counter
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

from surveys.dataset.own_columns import ANALYSIS
from surveys.dataset.table import Table
from surveys.dataset.variables import Variable
from surveys.instrument.types.coding import Code, DataType

DDI = "ddi:codebook:2_5"
SCHEMA = "http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

WORDS = {
    "vi": {
        "codebook": "Từ điển dữ liệu",
        "rows": "phiếu trả lời",
        "columns": "cột",
        "code": "Mã",
        "number": "Số",
        "label": "Nhãn",
        "count": "Số phiếu",
        "base": "Chỉ hỏi khi",
        "everyone": "Hỏi tất cả",
        "answered": "có trả lời",
        "blank": "để trống",
        "missing": "thiếu",
        "contents": "Các cột",
        "producer": "Cơ quan thực hiện",
        "universe": "Đối tượng",
        "sampling": "Cách chọn mẫu",
        "collected": "Thời gian thu thập",
        "mode": "Hình thức",
        "protection": "Bảo mật",
        "version": "Phiên bản phiếu",
        "made": "Lập lúc",
        "use": "Cách dùng",
    },
    "en": {
        "codebook": "Codebook",
        "rows": "responses",
        "columns": "columns",
        "code": "Code",
        "number": "Number",
        "label": "Label",
        "count": "Responses",
        "base": "Asked only if",
        "everyone": "Asked of all",
        "answered": "answered",
        "blank": "blank",
        "missing": "missing",
        "contents": "Columns",
        "producer": "Producer",
        "universe": "Universe",
        "sampling": "Sampling",
        "collected": "Collected",
        "mode": "Mode",
        "protection": "Protection of answers",
        "version": "Version of the questionnaire",
        "made": "Made at",
        "use": "How to use",
    },
}
STYLE = """
body{font:16px/1.6 "Be Vietnam Pro",system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
h1{font-size:1.6rem}h2{font-size:1.1rem;margin:2rem 0 .25rem;border-top:1px solid #ccc;padding-top:1rem}
code{background:#f3f1ec;padding:0 .25rem;overflow-wrap:anywhere}pre{white-space:pre-wrap;margin:.25rem 0 1rem}
pre code{display:block;padding:.5rem .75rem}h3{font-size:1rem;margin:.75rem 0 0}table{border-collapse:collapse}
th,td{text-align:left;padding:.15rem .9rem .15rem 0;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums}.q{color:#555}dt{font-weight:600}dd{margin:0 0 .4rem}
@media print{h2{break-after:avoid}table{break-inside:avoid}}
@media (prefers-color-scheme:dark){body{background:#17191a;color:#e6e3dc}code{background:#2a2d2e}.q{color:#aaa}}
"""  # noqa: E501 -- a style sheet


def html(table: Table) -> str:
    """A codebook that opens in any browser and prints well."""
    source, words = table.source, WORDS.get(table.source.language, WORDS["en"])
    counts = table.counts()
    facts = "".join(
        f"<dt>{escape(words[key])}</dt><dd>{escape(value)}</dd>" for key, value in _facts(table)
    )
    notes = "".join(f"<p>{escape(note)}</p>" for note in source.notes)
    contents = " ".join(
        f'<a href="#{escape(v.name)}"><code>{escape(v.name)}</code></a>' for v in table.variables
    )
    body = "\n".join(_html_variable(v, counts[v.name], words) for v in table.variables)
    summary = f"{len(table.rows)} {words['rows']}, {len(table.variables)} {words['columns']}"
    return (
        f'<!doctype html>\n<html lang="{escape(source.language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(words['codebook'])} · {escape(source.title)}</title>"
        f"<style>{STYLE}</style></head><body>\n<h1>{escape(source.title)}</h1>\n"
        f"<p>{escape(words['codebook'])}: {escape(summary)}</p><dl>{facts}</dl>{notes}\n"
        f"<h2>{escape(words['contents'])}</h2><p>{contents}</p>\n{_html_usage(table, words)}"
        f"{body}\n</body></html>\n"
    )


def _html_usage(table: Table, words: dict[str, str]) -> str:
    if not table.source.usage:
        return ""
    blocks = "".join(
        f"<h3>{escape(use.program)}</h3><pre><code>{escape(chr(10).join(use.lines))}</code></pre>"
        for use in table.source.usage
    )
    return f'<section><h2 id="use">{escape(words["use"])}</h2>{blocks}</section>\n'


def _facts(table: Table) -> list[tuple[str, str]]:
    source = table.source
    facts = [
        ("producer", source.producer),
        ("universe", source.universe),
        ("sampling", source.sampling),
        ("collected", _period(table)),
        ("mode", source.mode),
        ("protection", source.protection),
        ("version", source.version),
        ("made", f"{source.made_at:%d/%m/%Y %H:%M}" if source.made_at else ""),
    ]
    return [(key, value) for key, value in facts if value]


def _period(table: Table) -> str:
    days = table.source.collected
    return f"{days[0]:%d/%m/%Y} – {days[1]:%d/%m/%Y}" if days else ""


def _html_variable(variable: Variable, counts: Counter[Any], words: dict[str, str]) -> str:
    base = f"{words['base']}: <code>{escape(variable.base)}</code>" if variable.base else ""
    asked = base or (escape(words["everyone"]) if variable.question else "")
    told = f"<p>{escape(variable.explanation)}</p>" if variable.explanation else ""
    gone = f" ({words['missing']})"
    rows = "".join(
        f"<tr><td><code>{escape(code.code)}</code></td><td class=n>{code.number}</td>"
        f"<td>{escape(code.label)}{escape(gone) if code.missing else ''}</td>"
        f"<td class=n>{counts[code.code]}</td></tr>"
        for code in variable.codes
    )
    head = "".join(f"<th>{escape(words[key])}</th>" for key in ("code", "number", "label", "count"))
    codes = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
    answered = sum(count for value, count in counts.items() if value is not None)
    return (
        f'<section><h2 id="{escape(variable.name)}"><code>{escape(variable.name)}</code> '
        f"{escape(variable.label)}</h2>{told}<p class=q>{asked}{' · ' if asked else ''}"
        f"{answered} {words['answered']}, {counts[None]} {words['blank']}</p>{codes}</section>"
    )


def ddi(table: Table) -> bytes:
    """A DDI-Codebook 2.5 document; elements stand in the order of its schema."""
    ET.register_namespace("", DDI)
    ET.register_namespace("xsi", XSI)
    source = table.source
    root = ET.Element(
        _ddi("codeBook"), {"version": "2.5", f"{{{XSI}}}schemaLocation": f"{DDI} {SCHEMA}"}
    )
    root.set("{http://www.w3.org/XML/1998/namespace}lang", source.language)
    _citation(_add(root, "docDscr"), f"DDI: {source.title}", table)
    _study(_add(root, "stdyDscr"), table)
    file = _add(_add(root, "fileDscr", ID="F1"), "fileTxt")
    _add(file, "fileName", source.title)
    size = _add(file, "dimensns")
    _add(size, "caseQnty", str(len(table.rows)))
    _add(size, "varQnty", str(len(table.variables)))
    data = _add(root, "dataDscr")
    counts = table.counts()
    for number, variable in enumerate(table.variables, start=1):
        _ddi_variable(data, number, variable, counts[variable.name], table)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _ddi(tag: str) -> str:
    return f"{{{DDI}}}{tag}"


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, _ddi(tag), attributes)
    element.text = text or None
    return element


def _citation(parent: ET.Element, title: str, table: Table) -> None:
    citation = _add(parent, "citation")
    _add(_add(citation, "titlStmt"), "titl", title)
    _add(_add(citation, "rspStmt"), "AuthEnty", table.source.producer)
    made = table.source.made_at
    if made:
        _add(_add(citation, "prodStmt"), "prodDate", f"{made:%Y-%m-%d}", date=f"{made:%Y-%m-%d}")
    if table.source.version:
        _add(_add(citation, "verStmt"), "version", table.source.version)


def _study(study: ET.Element, table: Table) -> None:
    source = table.source
    _citation(study, source.title, table)
    summary = _add(_add(study, "stdyInfo"), "sumDscr")
    if source.collected:
        for event, day in zip(("start", "end"), source.collected, strict=True):
            _add(summary, "collDate", day.isoformat(), event=event, date=day.isoformat())
    _add(summary, "nation", "Việt Nam", abbr="VN")
    _add(summary, "anlyUnit", "doanh nghiệp" if source.language == "vi" else "enterprise")
    _add(summary, "universe", source.universe)
    collection = _add(_add(study, "method"), "dataColl")
    _add(collection, "sampProc", source.sampling)
    _add(collection, "collMode", source.mode)
    use = _add(_add(study, "dataAccs"), "useStmt")
    _add(use, "confDec", source.protection, required="yes")
    for note in source.notes:
        _add(study, "notes", note)
    for told in source.usage:
        _add(study, "notes", "\n".join(told.lines), subject=told.program)


def _ddi_category(variable: ET.Element, code: Code, frequency: int) -> None:
    category = _add(variable, "catgry", **({"missing": "Y"} if code.missing else {}))
    _add(category, "catValu", str(code.number))
    _add(category, "labl", code.label)
    _add(category, "catStat", str(frequency), type="freq")


def _ddi_variable(
    data: ET.Element, number: int, variable: Variable, counts: Counter[Any], table: Table
) -> None:
    interval = "contin" if variable.type is DataType.NUMBER else "discrete"
    element = _add(data, "var", ID=f"V{number}", name=variable.name, files="F1", intrvl=interval)
    if variable.role == ANALYSIS["weight"]:
        element.set("wgt", "wgt")
    _add(element, "labl", variable.label)
    if variable.question:
        asked = _add(element, "qstn", ID=f"Q{number}")
        for language, words in variable.question.text.items():
            literal = _add(asked, "qstnLit", words)
            literal.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    if variable.base:
        _add(element, "universe", variable.base)
    answered = counts.total() - counts[None]
    _add(element, "sumStat", str(answered), type="vald")
    _add(element, "sumStat", str(counts[None]), type="invd")
    if variable.explanation:
        _add(element, "txt", variable.explanation)
    for code in variable.codes:
        _ddi_category(element, code, counts[code.code])
    kind = "numeric" if variable.codes or variable.type is DataType.NUMBER else "character"
    _add(element, "varFormat", type=kind, schema="other")
    if variable.codes:
        _add(element, "notes", "; ".join(f"{c.number} = {c.code}" for c in variable.codes))
