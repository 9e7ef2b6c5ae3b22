"""What the whole house promises, whoever wrote the page."""

import ast
import html
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.test import Client
from django.utils.translation import templatize

from accounts.models import User
from core import tasks
from core.access import PUBLIC, Role
from tests.factories.accounts import UserFactory
from tests.pages import addresses

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CATALOGUES = [
    ROOT / "locale/vi/LC_MESSAGES/django.po",
    ROOT / "locale/libraries/vi/LC_MESSAGES/django.po",
]


# --- who may see what -----------------------------------------------------------------------------


def test_every_view_declares_who_may_see_it():
    assert [page.name for page in addresses() if page.access is None] == []


def test_addresses_are_named_once():
    names = [page.name for page in addresses()]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def ask(client, url):
    answer = client.get(url)
    return client.post(url) if answer.status_code == 405 else answer


@pytest.fixture
def visitor(db):
    cache.clear()
    tasks.beat()
    return Client(raise_request_exception=True)


def test_visitors_are_asked_to_sign_in_wherever_a_page_is_not_public(visitor):
    wrong = {}
    for page in addresses():
        if page.access == PUBLIC:
            continue
        answer = ask(visitor, page.url)
        if answer.status_code != 302 or not answer["Location"].startswith("/accounts/login/"):
            wrong[page.name] = answer.status_code
    assert wrong == {}


def test_visitors_reach_every_public_page_without_arguments(visitor):
    wrong = {
        page.name: answer.status_code
        for page in addresses()
        if page.access == PUBLIC and not page.has_arguments
        if (answer := ask(visitor, page.url)).status_code not in {200, 301, 302, 400, 404}
    }
    assert wrong == {}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_its_pages_and_no_others(visitor, role):
    visitor.force_login(UserFactory(role=role))
    wrong = {}
    for page in addresses():
        if page.access == PUBLIC:
            continue
        answer = ask(visitor, page.url)
        status, admitted = answer.status_code, role in page.access
        read = answer.request["REQUEST_METHOD"] == "GET"
        fine = {200, 302, 400} if read and not page.has_arguments else {200, 302, 400, 404}
        if status not in (fine if admitted else {403}):
            wrong[page.name] = status
    assert wrong == {}


# --- words ----------------------------------------------------------------------------------------


def entries(path):
    """The entries of a catalogue as dictionaries of their joined parts."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        parts, name = {"flags": ""}, None
        for line in block.splitlines():
            if line.startswith("#,"):
                parts["flags"] += line
            elif line.startswith("#"):
                continue
            elif line.startswith('"') and name:
                parts[name] += ast.literal_eval(line)
            elif line:
                name, _space, text = line.partition(" ")
                parts[name] = ast.literal_eval(text)
        if parts.get("msgid"):
            yield parts


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-4])
def test_no_string_waits_for_its_translation(path):
    gaps = [
        entry["msgid"]
        for entry in entries(path)
        if "fuzzy" in entry["flags"]
        or not all(text for name, text in entry.items() if name.startswith("msgstr"))
    ]
    assert gaps == []


def template_msgids(source):
    """What a template asks to be translated, by way of Django's own extraction."""
    code = templatize(source)
    pattern = r"""gettext\((?:u)?(?P<first>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    for found in re.finditer(r"(?:n|p|np)?" + pattern, code):
        yield ast.literal_eval(found["first"])
    for found in re.finditer(r"""\b_\((?:u)?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)""", code):
        yield ast.literal_eval(found[1])


def python_msgids(source):
    names = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def test_every_string_of_the_sign_in_pages_has_a_translation():
    import allauth  # noqa: PLC0415 -- where it is installed

    root = Path(allauth.__file__).parent
    known = {entry["msgid"] for path in CATALOGUES for entry in entries(path)}
    asked = set()
    for app in ("account", "mfa"):
        for path in (root / "templates" / app).rglob("*.*"):
            asked |= set(template_msgids(path.read_text(encoding="utf-8")))
        for path in (root / app).rglob("*.py"):
            if "test" not in path.name and "tests" not in path.relative_to(root).parts:
                asked |= set(python_msgids(path.read_text(encoding="utf-8")))
    missing = {text for text in asked if text.strip() and text not in known}
    assert len(asked) > 200
    assert sorted(missing) == []


TAG = re.compile(r"{%-?\s*(?P<name>\w+).*?%}|{{.*?}}(?:_\w+)?|{#.*?#}", re.DOTALL)
NAMES = re.compile(
    r"Thước Đo|PCI|English|Tiếng Việt|HTML|PDF|CSV|SVG|PNG|XLSX|Word|Excel|SPSS|Stata|"
    r"Zalo|SMS|QR|EN|VI|"
    r"iGate|VSIC|XLSForm|DOCX|Parquet|\bIV\b|Đắk Nông|Đắk R'Lấp|Gia Nghĩa|Tuy Đức|JSON|ICS|CSRF|"
    r"&[a-z]+;|&#\d+;"
)
COMMENT = re.compile(r"{%\s*comment.*?{%\s*endcomment\s*%}", re.DOTALL)
TRANSLATED = re.compile(
    r"{%\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}|{%\s*language\b.*?{%\s*endlanguage\s*%}",
    re.DOTALL,
)
CLASSES = re.compile(r"{%\s*block shell\s*%}.*?{%\s*endblock\s*%}", re.DOTALL)
CODE = re.compile(r"<(script|svg|style|code|kbd)\b.*?</\1>", re.DOTALL)
SPOKEN = re.compile(r"""\b(?:aria-label|title|alt|placeholder|data-label|label)="([^"]*)\"""")
LETTERS = re.compile(r"[^\W\d_]{2,}")


def untranslated(source):
    text = CLASSES.sub(" ", TRANSLATED.sub(" ", COMMENT.sub(" ", source)))
    text = CODE.sub(" ", text)
    text = TAG.sub(" ", text)
    spoken = " ".join(SPOKEN.findall(text))
    visible = re.sub(r"<[^>]*>", " ", text)
    return LETTERS.findall(NAMES.sub(" ", html.unescape(NAMES.sub(" ", visible)) + " " + spoken))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_leave_no_word_untranslated_and_compile(path):
    if "reports" not in path.parts:
        assert untranslated(path.read_text(encoding="utf-8")) == []
    try:
        get_template(str(path.relative_to(ROOT / "templates")))
    except TemplateSyntaxError as error:
        pytest.fail(str(error))


ENGLISH = re.compile(r"\b(the|and|with|your|please|this|was|are|not|from|which)\b", re.IGNORECASE)


def words_of(answer):
    text = answer.content.decode()
    text = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", " ", text, flags=re.DOTALL)
    text = re.sub(r'<(\w+)[^>]*\blang="en"[^>]*>.*?</\1>', " ", text, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", " ", text))


@pytest.mark.parametrize("role", [None, *Role])
def test_vietnamese_pages_show_no_english(visitor, role):
    if role:
        visitor.force_login(UserFactory(role=role))
    found = {}
    for page in addresses():
        if page.has_arguments or (page.access != PUBLIC and role not in page.access):
            continue
        answer = visitor.get(page.url)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            words = words_of(answer)
            if match := ENGLISH.search(words):
                found[page.name] = words[max(0, match.start() - 60) : match.end() + 60].split()
    assert found == {}


# --- safety ---------------------------------------------------------------------------------------


SERVED = [path for path in TEMPLATES if not {"reports", "emails"} & set(path.parts)]


@pytest.mark.parametrize("path", SERVED, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_no_inline_style_or_script(path):
    source = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=", source) == []
    scripts = re.findall(r"<script\b[^>]*>", source)
    assert [tag for tag in scripts if "src=" not in tag and "application/json" not in tag] == []


def test_pages_load_nothing_from_other_hosts():
    files = [*TEMPLATES, *(ROOT / "static/css").rglob("*.css"), *(ROOT / "static/js").rglob("*.js")]
    pattern = re.compile(r"""(?:src|href|url|import)\s*[=(]?\s*["']?(?:https?:)?//[\w.]+""")
    found = {
        str(path.relative_to(ROOT)): hits
        for path in files
        if (hits := pattern.findall(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locked_requirements_name_no_host(name):
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_production_settings_pass_djangos_own_check(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "DEBUG": "0",
        "SECRET_KEY": "k7-long-and-drawn-at-random-0123456789-abcdefghij-KLMNOP-!x",
        "BASE_URL": "https://thuocdo.example",
        "ALLOWED_HOSTS": "thuocdo.example",
        "DATA_DIR": str(tmp_path),
        "PYTHONWARNINGS": "default",
    }
    answer = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (answer.returncode, answer.stderr.strip()) == (0, "")
    assert "no issues" in answer.stdout


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("short", "SECRET_KEY is shorter than 40 characters"),
        ("change-me-" * 5, "SECRET_KEY is the one of .env.example"),
    ],
)
def test_settings_refuse_to_start_without_a_secret_key_of_their_own(key, sentence):
    answer = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DEBUG": "0",
            "SECRET_KEY": key,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert answer.returncode != 0
    assert sentence in answer.stderr


def test_the_database_confirms_only_what_is_on_the_disk(db):
    asked, safe = {
        "sqlite": ("PRAGMA synchronous", (2,)),  # FULL
        "postgresql": ("SHOW synchronous_commit", ("on",)),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked)
        assert cursor.fetchone() == safe


def test_a_user_of_each_role_can_be_made(db):
    for role in Role:
        UserFactory(role=role)
    assert User.objects.count() == len(Role)


# --- the repository -------------------------------------------------------------------------------


def tracked():
    """Every file of the repository, or of a copy without its history."""
    told = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 -- where it is installed
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    names = told.stdout.split("\0") if told.returncode == 0 else []
    folders = ("tests", "bench", "scripts", "docs", "fixtures")
    found = [ROOT / name for name in names if name]
    return found or [path for folder in folders for path in (ROOT / folder).rglob("*.*")]


def test_no_file_is_too_large_to_be_read():
    sizes = {path: path.stat().st_size for path in tracked() if path.is_file()}
    assert len(sizes) > 300
    assert [str(path) for path, size in sizes.items() if size > 1_000_000] == []


def test_tests_read_nothing_outside_the_repository():
    """What they compare with lives in tests/golden, so that a bare clone compares, too."""
    outside = re.compile(r"""(?<!t=)["'/]shared["'/]|parent\.parent\.parent\.parent|parents\[4\]""")
    sources = [
        path for folder in ("tests", "bench", "scripts") for path in (ROOT / folder).rglob("*.*")
        if path.suffix in {".py", ".sh", ".R"} and path.name != "test_project.py"
    ]  # fmt: skip
    assert len(sources) > 200
    found = [path.name for path in sources if outside.search(path.read_text(encoding="utf-8"))]
    assert found == []
