"""Files: recognised by content, limited, freed of what cannot be seen."""

import io
import re
import struct
import time
import zlib

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageFile
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from core.access import Role
from core.attachments import cleaning, pdf_rewriting, picture_rewriting
from core.letterhead.pictures import PictureRefused, make_logo
from tests.dialogues.files import jpeg_bytes, pdf_bytes
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import filed
from tests.factories.directory import EnterpriseFactory


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
    with pytest.raises(cleaning.FileRefused):
        cleaned(content)


def test_a_locked_document_is_refused():
    writer = PdfWriter(clone_from=io.BytesIO(pdf_bytes()))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(cleaning.FileRefused):
        cleaned(out.getvalue())


def test_a_large_file_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(cleaning, "LARGEST", 100)
    with pytest.raises(cleaning.FileRefused):
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
    drawing = StreamObject()
    drawing._data = b"/P Do"
    page[NameObject("/Contents")] = writer._add_object(drawing)
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
    assert pdf_rewriting.bare_jpeg(b"\xff\xd8broken") == b"\xff\xd8broken"
    assert pdf_rewriting.bare_jpeg(b"") == b""


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

    with pytest.raises(cleaning.FileRefused):
        cleaned(flood())


def test_a_process_that_has_printed_a_pdf_drops_such_words(monkeypatch):
    """WeasyPrint makes Pillow lenient for the whole process."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)

    assert b"zTXt" not in cleaned(flood()).content


def test_a_photograph_of_many_small_segments_takes_time_in_proportion():
    """Ten seconds and more, when each segment copied all before it."""
    content = b"\xff\xd8" + b"\xff\xe0\x00\x02" * 1_000_000 + b"\xff\xda picture"
    began = time.process_time()

    assert pdf_rewriting.bare_jpeg(content) == content
    assert time.process_time() - began < 5


def stamped(*, subtype="/Stamp", **extra) -> pikepdf.Pdf:
    """A document with a red stamp on its page that says who signed."""
    pdf = pikepdf.open(io.BytesIO(pdf_bytes()))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    look = pdf.make_stream(
        b"1 0 0 rg 0 0 80 40 re f 0 g BT /F 12 Tf 5 15 Td (DA KY SO) Tj ET",
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=pikepdf.Array([0, 0, 80, 40]),
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font)),
    )
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name(subtype),
        Rect=pikepdf.Array([20, 20, 100, 60]),
        F=4,
        AP=pikepdf.Dictionary(N=look),
        Contents=pikepdf.String("Loi thi tham"),
        **extra,
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))
    return pdf


def written(pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def unpacked(content) -> bytes:
    """A document with nothing compressed, so that every word in it can be looked for."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        out = io.BytesIO()
        pdf.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()


def test_a_stamp_stays_visible_and_its_hidden_words_go():
    clean = cleaned(written(stamped()))
    assert "DA KY SO" in PdfReader(io.BytesIO(clean.content)).pages[0].extract_text()
    assert b"Loi thi tham" not in unpacked(clean.content)
    assert clean.removed == ("document", "notes")


def test_a_signed_reply_looks_signed_and_its_certificate_goes():
    value = pikepdf.Dictionary(
        Type=pikepdf.Name.Sig, Name=pikepdf.String("Nguyen Ky So"), Contents=b"certificate"
    )
    pdf = stamped(subtype="/Widget", FT=pikepdf.Name.Sig, T=pikepdf.String("Chu ky 1"), V=value)
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pdf.pages[0].Annots, SigFlags=3)

    clean = cleaned(written(pdf))

    assert "DA KY SO" in PdfReader(io.BytesIO(clean.content)).pages[0].extract_text()
    assert not re.findall(rb"Nguyen Ky So|certificate|Chu ky 1|AcroForm", unpacked(clean.content))
    assert clean.removed == ("document", "forms", "signatures")


HIDDEN = "xuan mai"


def hide_in_page(pdf):
    pdf.pages[0].obj["/XuanMaiApp"] = pikepdf.Dictionary(Owner=pikepdf.String(HIDDEN))


def hide_in_thumbnail(pdf):
    pdf.pages[0].obj["/Thumb"] = pdf.make_stream(
        HIDDEN.encode(), Width=1, Height=1, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8
    )


def hide_in_associated_file(pdf):
    embedded = pdf.make_stream(HIDDEN.encode(), Type=pikepdf.Name.EmbeddedFile)
    spec = pikepdf.Dictionary(
        Type=pikepdf.Name.Filespec, F=pikepdf.String("a"), EF=pikepdf.Dictionary(F=embedded)
    )
    pdf.pages[0].obj["/AF"] = pikepdf.Array([pdf.make_indirect(spec)])


def hide_in_layer(pdf):
    layer = pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String(HIDDEN))
    properties = pikepdf.Dictionary(L=pdf.make_indirect(layer))
    pdf.pages[0].obj["/Resources"] = pikepdf.Dictionary(Properties=properties)


def hide_in_font(pdf):
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        PieceInfo=pikepdf.Dictionary(App=pikepdf.String(HIDDEN)),
    )
    pdf.pages[0].obj["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))


def hide_in_inline_picture(pdf):
    photo = jpeg_bytes().replace(b"Xuan Mai", HIDDEN.encode())
    head = b"q BI /W 40 /H 20 /CS /RGB /BPC 8 /F /DCT ID "
    pdf.pages[0].obj["/Contents"] = pdf.make_stream(head + photo + b" EI Q")


def hide_behind_picture(pdf):
    picture = camera_picture(pdf)
    picture.write(jpeg_bytes() + HIDDEN.encode(), filter=pikepdf.Name.DCTDecode)
    drawn = pikepdf.Dictionary(P=picture)
    pdf.pages[0].obj["/Resources"] = pikepdf.Dictionary(XObject=drawn)
    pdf.pages[0].obj["/Contents"] = pdf.make_stream(b"/P Do")


def hide_in_marked_content(pdf):
    words = f"/Span <</ActualText ({HIDDEN})>> BDC 0 0 5 5 re f EMC".encode()
    pdf.pages[0].obj["/Contents"] = pdf.make_stream(words)


def hide_in_letter(pdf):
    letter = pdf.make_stream(f"% {HIDDEN}\n100 0 d0 0 0 5 5 re f".encode())
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type3,
        CharProcs=pikepdf.Dictionary(a=letter),
    )
    pdf.pages[0].obj["/Resources"] = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    pdf.pages[0].obj["/Contents"] = pdf.make_stream(b"BT /F 9 Tf (a) Tj ET")


def hide_in_remark(pdf):
    pdf.pages[0].obj["/Contents"] = pdf.make_stream(f"q % {HIDDEN}\nQ".encode())


@pytest.mark.parametrize(
    ("hide", "sign"),
    [
        (hide_in_page, "private"),
        (hide_in_thumbnail, "thumbnails"),
        (hide_in_associated_file, "files"),
        (hide_in_layer, None),
        (hide_in_font, "private"),
        (hide_in_remark, None),
        (hide_in_inline_picture, "pictures"),
        (hide_behind_picture, "pictures"),
        (hide_in_marked_content, None),
        (hide_in_letter, None),
    ],
)
def test_what_is_not_seen_on_a_page_goes_and_is_told(hide, sign):
    pdf = pikepdf.open(io.BytesIO(pdf_bytes()))
    hide(pdf)
    content = written(pdf)
    assert HIDDEN.encode() in content

    clean = cleaned(content)

    assert HIDDEN.encode() not in unpacked(clean.content)
    assert sign is None or sign in clean.removed


def camera_picture(pdf, **extra):
    photo = jpeg_bytes()
    return pdf.make_stream(
        photo,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=40,
        Height=20,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
        **extra,
    )


def photo_in_two_filters(pdf):
    picture = camera_picture(pdf)
    packed = zlib.compress(picture.read_raw_bytes())
    both = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode])
    picture.write(packed, filter=both)
    return {"XObject": {"P": picture}}


def photo_in_soft_mask(pdf):
    mask = camera_picture(pdf)
    return {"XObject": {"P": camera_picture(pdf, SMask=mask)}}


def photo_in_pattern(pdf):
    pattern = pdf.make_stream(
        b"/P Do",
        Type=pikepdf.Name.Pattern,
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=pikepdf.Array([0, 0, 9, 9]),
        XStep=9,
        YStep=9,
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=camera_picture(pdf))),
    )
    return {"Pattern": {"T": pattern}}


@pytest.mark.parametrize("place", [photo_in_two_filters, photo_in_soft_mask, photo_in_pattern])
def test_a_photograph_loses_its_camera_wherever_it_is_drawn_from(place):
    pdf = pikepdf.open(io.BytesIO(pdf_bytes()))
    found = place(pdf)
    pdf.pages[0].obj["/Resources"] = pikepdf.Dictionary(
        {f"/{name}": pikepdf.Dictionary({f"/{k}": v for k, v in held.items()})
         for name, held in found.items()}
    )  # fmt: skip
    drawing = b"/P Do" if "XObject" in found else b"/Pattern cs /T scn 0 0 9 9 re f"
    pdf.pages[0].obj["/Contents"] = pdf.make_stream(drawing)
    clean = cleaned(written(pdf))

    assert b"\xff\xd8\xff" in unpacked(clean.content)  # the picture itself is there
    assert b"Xuan Mai" not in unpacked(clean.content)
    assert "pictures" in clean.removed


def test_private_boxes_of_a_jpeg_2000_go_and_its_picture_stays():
    box = b"\x00\x00\x00\x10uuidXuan Mai"
    rest = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
    end = b"\x00\x00\x00\x00jp2cpicture"
    assert pdf_rewriting.bare_jpx(rest + box + end) == rest + end
    assert pdf_rewriting.bare_jpx(b"raw") == b"raw"


def test_a_document_that_takes_too_long_is_refused(monkeypatch):
    whole = pdf_rewriting.rewrite

    def hurried(content):
        return whole(content, seconds=0.001)

    monkeypatch.setattr(cleaning.pdf_rewriting, "rewrite", hurried)
    with pytest.raises(cleaning.FileRefused):
        cleaned(pdf_bytes())


def drawn_many_times(times):
    """A progressive JPEG of four million points whose last pass is there as often as told."""
    out = io.BytesIO()
    Image.new("L", (2000, 2000), 128).save(out, "JPEG", progressive=True)
    picture = out.getvalue()
    last = picture.rindex(b"\xff\xc4")  # the table of the last pass, and the pass
    return picture[:last] + picture[last:-2] * times + b"\xff\xd9"


def test_a_picture_drawn_without_end_is_given_up(monkeypatch):
    monkeypatch.setattr(picture_rewriting, "SECONDS", 1)
    began = time.monotonic()

    with pytest.raises(cleaning.FileRefused) as refused:
        cleaned(drawn_many_times(60_000))

    assert refused.value.code == "broken_picture"
    assert time.monotonic() - began < 10


def test_so_is_such_a_logo(monkeypatch):
    monkeypatch.setattr(picture_rewriting, "SECONDS", 1)
    began = time.monotonic()

    with pytest.raises(PictureRefused):
        make_logo(drawn_many_times(60_000))

    assert time.monotonic() - began < 10


def test_a_large_picture_is_drawn_apart_and_a_small_one_here(monkeypatch):
    apart = []
    monkeypatch.setattr(picture_rewriting, "_draw_apart", lambda *told: apart.append(told) or b"x")
    sizes = {"here": (2000, 1000), "apart": (2000, 1001)}  # 2,000,000 and 2,002,000 points
    for where, size in sizes.items():
        out = io.BytesIO()
        Image.new("1", size).save(out, "PNG")
        cleaned(out.getvalue())
        assert bool(apart) is (where == "apart")


@pytest.mark.parametrize(("scans", "is_apart"), [(64, False), (65, True)])
def test_a_picture_of_many_passes_is_drawn_apart(monkeypatch, scans, is_apart):
    apart = []
    monkeypatch.setattr(picture_rewriting, "_draw_apart", lambda *_given: apart.append(1) or b"x")
    monkeypatch.setattr(picture_rewriting, "_draw", lambda *_given: b"x")
    monkeypatch.setattr(picture_rewriting, "_points", lambda *_given: 1)

    picture_rewriting.draw_anew(b"\xff\xd8" + b"\xff\xda.." * scans, "JPEG")

    assert bool(apart) is is_apart


@pytest.mark.parametrize(("rows", "code"), [(6250, None), (6251, "too_many_points")])
def test_a_picture_of_forty_million_points_is_taken(rows, code):
    out = io.BytesIO()
    Image.new("1", (6400, rows)).save(out, "PNG")
    if code is None:
        with Image.open(io.BytesIO(cleaned(out.getvalue()).content)) as image:
            assert image.size == (6400, 6250)
    else:
        with pytest.raises(cleaning.FileRefused) as refused:
            cleaned(out.getvalue())
        assert refused.value.code == code


@pytest.mark.django_db
def test_who_sends_a_file_is_told_what_was_taken_out(client):
    issue = filed(enterprise=EnterpriseFactory())
    client.force_login(UserFactory(role=Role.ENTERPRISE, enterprise=issue.enterprise))
    upload = SimpleUploadedFile("don.pdf", written(stamped()))
    page = client.post(
        reverse("dialogues:attach", args=[issue.number]), {"file": upload}, follow=True
    )
    assert "tác giả, tên và lịch sử của tài liệu; ghi chú và nhận xét" in page.content.decode()
