"""Small real files for uploads."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter


def pdf_bytes(**metadata) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.add_metadata(metadata or {"/Author": "Công ty Xuân Mai"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_upload(name="xuan-mai.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf_bytes())


def jpeg_bytes() -> bytes:
    """A photograph that says where and with which camera it was taken."""
    image = Image.new("RGB", (40, 20), "#0b5b5d")
    exif = Image.Exif()
    exif[0x010F] = "Camera of Xuan Mai"
    exif[0x0112] = 6  # turned by 90 degrees
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def jpeg_upload(name="anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg_bytes())


def text_pdf(text: str, name="don.pdf") -> SimpleUploadedFile:
    """A document of one page with words that a program can read."""
    from weasyprint import HTML

    return SimpleUploadedFile(name, HTML(string=f"<p>{text}</p>").write_pdf())
