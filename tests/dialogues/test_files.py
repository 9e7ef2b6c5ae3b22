"""Files: recognised by content, limited, freed of what cannot be seen."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from dialogues import files
from dialogues.errors import FileRefused
from tests.dialogues.files import jpeg_bytes, pdf_bytes


def cleaned(content, name="a.pdf"):
    return files.cleaned(SimpleUploadedFile(name, content))


def test_a_photograph_loses_its_metadata_and_stays_upright():
    clean = cleaned(jpeg_bytes(), "anh.pdf")  # the name is not believed
    assert clean.kind == "jpeg"
    with Image.open(io.BytesIO(clean.content)) as image:
        assert dict(image.getexif()) == {}
        assert image.size == (20, 40)
    assert b"Xuan Mai" not in clean.content


def test_a_document_loses_author_scripts_and_hidden_files():
    writer = PdfWriter(clone_from=io.BytesIO(pdf_bytes()))
    action = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert('x')"),
        }
    )
    writer.root_object[NameObject("/OpenAction")] = action
    writer.add_attachment("bi-mat.txt", b"hidden words")
    out = io.BytesIO()
    writer.write(out)

    clean = cleaned(out.getvalue())

    reader = PdfReader(io.BytesIO(clean.content))
    assert not (reader.metadata or {}).get("/Author")
    assert reader.attachments == {}
    assert b"app.alert" not in clean.content
    assert b"hidden words" not in clean.content
    assert len(reader.pages) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"PK\x03\x04 a workbook",
        b"%PDF-1.7 broken",
        b"\xff\xd8\xff broken",
        b"\x89PNG\r\n\x1a\n broken",
        b"",
    ],
)
def test_other_and_broken_files_are_refused(content):
    with pytest.raises(FileRefused):
        cleaned(content)


def test_a_locked_document_is_refused():
    writer = PdfWriter(clone_from=io.BytesIO(pdf_bytes()))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(FileRefused):
        cleaned(out.getvalue())


def test_a_large_file_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 100)
    with pytest.raises(FileRefused):
        cleaned(pdf_bytes())
