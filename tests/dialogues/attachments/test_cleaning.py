"""Files: recognised by content, limited, freed of what cannot be seen."""

import io
import struct
import time
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from dialogues.attachments import cleaning
from dialogues.errors import FileRefused
from tests.dialogues.files import jpeg_bytes, pdf_bytes


def cleaned(content, name="a.pdf"):
    return cleaning.clean_file(SimpleUploadedFile(name, content))


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
    monkeypatch.setattr(cleaning, "LARGEST", 100)
    with pytest.raises(FileRefused):
        cleaned(pdf_bytes())


def with_photograph(photo) -> bytes:
    """A document as a scanning app makes it: the file of the camera, wrapped."""
    writer = PdfWriter()
    page = writer.add_blank_page(width=40, height=20)
    picture = StreamObject()
    picture._data = photo
    names = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": "/DeviceRGB"}
    names |= {"/Filter": "/DCTDecode"}
    picture.update({NameObject(key): NameObject(value) for key, value in names.items()})
    numbers = {"/Width": 40, "/Height": 20, "/BitsPerComponent": 8}
    picture.update({NameObject(key): NumberObject(value) for key, value in numbers.items()})
    drawn = {NameObject("/P"): writer._add_object(picture)}
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject(drawn)}
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_photograph_inside_a_document_loses_what_the_camera_wrote():
    photo = io.BytesIO()
    with Image.open(io.BytesIO(jpeg_bytes())) as image:
        image.save(photo, "JPEG", exif=image.getexif(), comment=b"Xuan Mai")
    content = with_photograph(photo.getvalue())
    assert content.count(b"Xuan Mai") == 2

    clean = cleaned(content)

    assert b"Xuan Mai" not in clean.content
    inside = PdfReader(io.BytesIO(clean.content)).pages[0].images[0].image
    assert inside.size == (40, 20)


def test_a_picture_that_reads_otherwise_is_left_alone():
    assert cleaning.bare_jpeg(b"\xff\xd8broken") == b"\xff\xd8broken"
    assert cleaning.bare_jpeg(b"") == b""


def flood() -> bytes:
    """A small picture whose words unpack to 70 MB."""
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "PNG")
    words = b"zTXt" + b"a\0\0" + zlib.compress(b"a" * 70_000_000)
    chunk = struct.pack(">I", len(words) - 4) + words + struct.pack(">I", zlib.crc32(words))
    picture = out.getvalue()
    return picture[:33] + chunk + picture[33:]


def test_a_picture_with_words_that_unpack_to_a_flood_is_refused(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)

    with pytest.raises(FileRefused):
        cleaned(flood())


def test_a_process_that_has_printed_a_pdf_drops_such_words(monkeypatch):
    """WeasyPrint makes Pillow lenient for the whole process."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)

    assert b"zTXt" not in cleaned(flood()).content


def test_a_photograph_of_many_small_segments_takes_time_in_proportion():
    """Ten seconds and more, when each segment copied all before it."""
    content = b"\xff\xd8" + b"\xff\xe0\x00\x02" * 1_000_000 + b"\xff\xda picture"
    began = time.process_time()

    assert cleaning.bare_jpeg(content) == content
    assert time.process_time() - began < 5
