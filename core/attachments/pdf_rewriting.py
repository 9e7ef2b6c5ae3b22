"""A PDF written anew from what is seen in it, by a program of its own with limits.

Pages are rebuilt from the entries ISO 32000-1 knows for what is drawn. All else stays behind:
author and history, embedded files, scripts, form fields, notes, layers, thumbnails, private data
of programs, what cameras wrote into pictures. What a stamp, a signature or a filled field looks
like is drawn into the page first, so that a signed reply still looks signed.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SECONDS = 30
MEMORY = 2 * 1024 * 1024 * 1024
LOCKED, BROKEN = 3, 4
PR_SET_PDEATHSIG = 1
DEEPEST = 60
SIGNS = (
    "document", "files", "scripts", "forms", "signatures", "notes", "layers", "thumbnails",
    "pictures", "private",
)  # fmt: skip


def _entries(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


PAGE = _entries(
    "/Type /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /Rotate /Resources /Contents"
    " /Group /UserUnit"
)
# Entries of the resources of pages: ISO 32000-1, tables 33, 57 to 92, 95, 109 to 131.
KNOWN = _entries(
    # streams and resources
    "/Length /Filter /DecodeParms /Type /Subtype /ProcSet /Resources /FormType /BBox /Matrix /Group"
    " /S /CS /I /K /G /BC /TR /TR2 /Ref /Name"
    # filters
    " /Predictor /Colors /BitsPerComponent /Columns /EarlyChange /Rows /EndOfLine /EncodedByteAlign"
    " /EndOfBlock /BlackIs1 /DamagedRowsBeforeError /JBIG2Globals /ColorTransform"
    # pictures
    " /Width /Height /ColorSpace /Intent /ImageMask /Mask /Decode /Interpolate /SMask /SMaskInData"
    " /Matte"
    # colours, functions, patterns, shadings
    " /N /Alternate /Range /WhitePoint /BlackPoint /Gamma /Colorants /Process /MixingHints"
    " /Components /Solidities /PrintingOrder /DotGain /FunctionType /Domain /Size /BitsPerSample"
    " /Order /Encode /C0 /C1 /Functions /Bounds /PatternType /PaintType /TilingType /XStep /YStep"
    " /Shading /ExtGState /ShadingType /Background /AntiAlias /Function /Coords /Extend"
    " /BitsPerCoordinate /BitsPerFlag /VerticesPerRow"
    # graphics state
    " /LW /LC /LJ /ML /D /RI /OP /op /OPM /Font /BG /BG2 /UCR /UCR2 /HT /FL /SM /SA /BM /CA /ca"
    " /AIS /TK /HalftoneType /HalftoneName /Frequency /Angle /SpotFunction /AccurateScreens"
    " /TransferFunction /Xsquare /Ysquare /Height2 /Width2 /Default"
    # fonts
    " /BaseFont /FirstChar /LastChar /Widths /FontDescriptor /Encoding /ToUnicode /FontBBox"
    " /FontMatrix /CharProcs /BaseEncoding /Differences /DescendantFonts /CIDSystemInfo /Registry"
    " /Ordering /Supplement /DW /W /DW2 /W2 /CIDToGIDMap /CMapName /WMode /UseCMap /FontName"
    " /FontFamily /FontStretch /FontWeight /Flags /ItalicAngle /Ascent /Descent /Leading /CapHeight"
    " /XHeight /StemV /StemH /AvgWidth /MaxWidth /MissingWidth /FontFile /FontFile2 /FontFile3"
    " /CharSet /Style /Lang /FD /CIDSet /Length1 /Length2 /Length3 /Panose"
)
# Dictionaries whose keys are names somebody chose; their values are looked at as all others.
NAMED = _entries(
    "/XObject /Font /ExtGState /Pattern /ColorSpace /Shading /CharProcs /Colorants"
    " /Solidities /DotGain /FD"
)
# Operators that draw, or set how it is drawn: ISO 32000-1, annex A, without marked content.
OPERATORS = _entries(
    "b B b* B* BT c cm CS cs d d0 d1 Do ET f F f* G g gs h i j J K k l M m n q Q re RG rg ri s S"
    " sc SC scn SCN sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \""
)
JPX_PRIVATE = (b"xml ", b"uuid", b"uinf")


def rewrite(content: bytes, *, seconds: float = SECONDS) -> tuple[bytes, list[str]]:
    """Have a document written anew; what was left behind comes along, as words of ``SIGNS``.

    Raises ``PermissionError`` for a locked document, ``ValueError`` for a damaged one.
    """
    from core.attachments.turns import take_turn  # noqa: PLC0415 -- the program itself runs without us

    command = [sys.executable, "-I", str(Path(__file__).resolve())]
    try:
        with take_turn():
            done = subprocess.run(  # noqa: S603 -- this very file
                command, input=content, capture_output=True, timeout=seconds, check=False
            )
    except subprocess.SubprocessError as late:
        raise ValueError("too much work") from late
    if done.returncode == LOCKED:
        raise PermissionError
    if done.returncode or not done.stdout:
        raise ValueError(done.returncode)
    head, _line, body = done.stdout.partition(b"\n")
    return body, json.loads(head)


def bare_jpeg(content: bytes) -> bytes:
    """A JPEG without remarks and application data, except what its colours need.

    Segments before the picture itself (SOS) are: 0xFF, a marker, a length of two bytes. APP0
    (JFIF), APP2 (colour profile) and APP14 (Adobe's colour transform) stay. A file that does not
    read so is returned as it is.
    """
    start_of_scan, remark, application = 0xDA, 0xFE, range(0xE0, 0xF0)
    needed = {0xE0, 0xE2, 0xEE}
    kept, at = bytearray(content[:2]), 2
    while content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        marker = content[at + 1]
        if marker == start_of_scan:
            return bytes(kept) + content[at : _end_of_picture(content, at)]
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        is_private = marker == remark or (marker in application and marker not in needed)
        kept += b"" if is_private else content[at : at + 2 + length]
        at += 2 + length
    return content


def _end_of_picture(content: bytes, at: int) -> int:
    """Where the picture is over (EOI); telephones write on behind it."""
    over, restarts = 0xD9, range(0xD0, 0xD8)
    while 0 <= (at := content.find(b"\xff", at)) < len(content) - 1:
        marker = content[at + 1]
        if marker == over:
            return at + 2
        if marker == 0xFF:
            at += 1
        elif marker == 0 or marker in restarts:
            at += 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return len(content)


def bare_jpx(content: bytes) -> bytes:
    """A JPEG 2000 file without the boxes in which programs keep words: XML and UUID."""
    kept, at = bytearray(), 0
    while at + 8 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if length < 8:  # the last box, or one of more than 4 GB
            return bytes(kept) + content[at:]
        kept += b"" if kind in JPX_PRIVATE else content[at : at + length]
        at += length
    return bytes(kept) or content


class Rewriting:
    """One document on its way into a new one; ``left`` gathers what stays behind."""

    def __init__(self, source: Any) -> None:
        import pikepdf  # noqa: PLC0415 -- the program's own

        self.pikepdf = pikepdf
        self.source = source
        self.left: set[str] = set()
        self.seen: set[tuple[int, int]] = set()

    def run(self) -> Any:
        """Draw what is seen of fields and stamps into the pages, then rebuild each."""
        self._note_document()
        if "/AcroForm" in self.source.Root:
            self.source.generate_appearance_streams()
        self.source.flatten_annotations("all")
        made = self.pikepdf.new()
        for page in self.source.pages:
            self._bare_page(page.obj)
            made.pages.append(page)
        return made

    def _note_document(self) -> None:
        root, trailer = self.source.Root, self.source.trailer
        found = {
            "document": "/Info" in trailer or "/Metadata" in root,
            "files": bool(self.source.attachments) or "/AF" in root,
            "scripts": "/OpenAction" in root or "/AA" in root or "/JavaScript" in _names(root),
            "forms": "/AcroForm" in root,
            "layers": "/OCProperties" in root,
        }
        self.left |= {sign for sign, is_there in found.items() if is_there}
        for page in self.source.pages:
            self._note_annotations(page.obj)

    def _note_annotations(self, page: Any) -> None:
        for note in page.get("/Annots", []):
            if note.get("/FT") == "/Sig" or note.get("/Parent", {}).get("/FT") == "/Sig":
                self.left.add("signatures")
            elif note.get("/Subtype") == "/FileAttachment":
                self.left.add("files")
            elif note.get("/Subtype") not in {"/Widget", "/Link"}:
                self.left.add("notes")

    def _bare_page(self, page: Any) -> None:
        resources = page.get("/Resources")  # may come from a parent
        for inherited in ("/Resources", "/MediaBox", "/CropBox", "/Rotate"):
            if inherited not in page and (value := _find_inherited(page, inherited)) is not None:
                page[inherited] = value
        for key in list(page.keys()):
            if key not in PAGE and key != "/Parent":
                self._leave(page, key)
        self.pikepdf.Page(page).externalize_inline_images()  # cleaned as all other pictures
        resources = page.get("/Resources")
        if resources is not None:
            self._bare_resources(resources, 0)
        page["/Contents"] = self.source.make_stream(self._draw(page))

    def _draw(self, drawn: Any) -> bytes:
        """What a page, form, pattern or letter draws: no remarks, no words beside the drawing."""
        kept = [
            step
            for step in self.pikepdf.parse_content_stream(drawn)
            if str(step.operator) in OPERATORS or self._is_plain_picture(step)
        ]
        return bytes(self.pikepdf.unparse_content_stream(kept))

    def _is_plain_picture(self, step: Any) -> bool:
        """Whether it is a picture inside a drawing, and no file of a camera."""
        if str(step.operator) != "INLINE IMAGE":
            return False
        is_file = any(str(each).startswith(("/DCT", "/JPX")) for each in step.iimage.filters)
        if is_file:
            self.left.add("pictures")
        return not is_file

    def _leave(self, holder: Any, key: str) -> None:
        del holder[key]
        if key in {"/Annots", "/Parent", "/StructParents", "/StructParent", "/Tabs", "/MCID"}:
            return
        sign = {"/Thumb": "thumbnails", "/AF": "files", "/EF": "files", "/AA": "scripts"}
        self.left.add(sign.get(key, "private"))

    def _bare_resources(self, resources: Any, depth: int) -> None:
        if "/Properties" in resources:  # layers and what marked content refers to
            del resources["/Properties"]
        self._bare(resources, depth)

    def _bare(self, thing: Any, depth: int, *, names: bool = False) -> None:
        """Take from an object, and from all it draws on, what no entry of the standard holds."""
        kind = self.pikepdf
        if depth > DEEPEST or (thing.is_indirect and not self._is_new(thing)):
            return
        if isinstance(thing, kind.Array):
            for each in thing:
                self._go_on(each, depth)
        elif isinstance(thing, kind.Dictionary | kind.Stream):
            self._bare_entries(thing, depth, names=names)
            if isinstance(thing, kind.Stream):
                self._bare_stream(thing)

    def _bare_entries(self, thing: Any, depth: int, *, names: bool) -> None:
        for key in list(thing.keys()):
            if not names and key not in KNOWN and key not in NAMED:
                self._leave(thing, key)
                continue
            value = thing[key]
            if key == "/CharProcs":
                self._bare_letters(value)
            if key == "/Resources":
                self._bare_resources(value, depth + 1)
            else:
                self._go_on(value, depth, names=not names and key in NAMED)

    def _bare_letters(self, letters: Any) -> None:
        """The letters of a font that are drawings themselves."""
        for letter in letters.values():
            letter.write(self._draw(letter))

    def _go_on(self, value: Any, depth: int, *, names: bool = False) -> None:
        kind = self.pikepdf
        if isinstance(value, kind.Array | kind.Dictionary | kind.Stream):
            self._bare(value, depth + 1, names=names and isinstance(value, kind.Dictionary))

    def _is_new(self, thing: Any) -> bool:
        is_new = thing.objgen not in self.seen
        self.seen.add(thing.objgen)
        return is_new

    def _as_list(self, value: Any) -> list[Any]:
        if value is None:
            return []
        return list(value) if isinstance(value, self.pikepdf.Array) else [value]

    def _unwrap(self, stream: Any, filters: list[str]) -> bytes:
        """The file of a picture itself, without what it was packed in once more."""
        raw = bytes(stream.read_raw_bytes())
        if len(filters) == 1:
            return raw
        outer = self.source.make_stream(raw)
        outer["/Filter"] = self.pikepdf.Array([self.pikepdf.Name(each) for each in filters[:-1]])
        return bytes(outer.read_bytes())

    def _bare_stream(self, stream: Any) -> None:
        """Pictures lose what cameras wrote, drawings what programs remarked."""
        filters = [str(each) for each in self._as_list(stream.get("/Filter"))]
        bare = {"/DCTDecode": bare_jpeg, "/JPXDecode": bare_jpx}.get((filters or [""])[-1])
        if bare:
            picture = self._unwrap(stream, filters)
            clean = bare(picture)
            if clean != picture:
                self.left.add("pictures")
            if clean != picture or len(filters) > 1:
                last = _last(self._as_list(stream.get("/DecodeParms")), len(filters))
                name = self.pikepdf.Name(filters[-1])
                stream.write(clean, filter=name, decode_parms=last)
        elif stream.get("/Subtype") == "/Form" or stream.get("/PatternType") == 1:
            stream.write(self._draw(stream))


def _last(values: list[Any], length: int) -> Any:
    return values[-1] if len(values) == length else None


def _names(root: Any) -> Any:
    return root.get("/Names", {})


def _find_inherited(page: Any, key: str) -> Any:
    for above in _parents(page):
        if key in above:
            return above[key]
    return None


def _parents(page: Any) -> Iterator[Any]:
    above, steps = page.get("/Parent"), 0
    while above is not None and steps < DEEPEST:
        yield above
        above, steps = above.get("/Parent"), steps + 1


def main() -> int:
    """Read a document from the standard input; write what was left behind, and the new one."""
    import ctypes  # noqa: PLC0415 -- the program's own
    import io  # noqa: PLC0415 -- the program's own
    import resource  # noqa: PLC0415 -- the program's own

    import pikepdf  # noqa: PLC0415 -- the program's own

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # ends with who asked
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        with pikepdf.open(io.BytesIO(sys.stdin.buffer.read())) as source:
            work = Rewriting(source)
            made = work.run()
            made.remove_unreferenced_resources()
            out = io.BytesIO()
            made.save(out, deterministic_id=True, compress_streams=True)
    except pikepdf.PasswordError:
        return LOCKED
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError, MemoryError):
        return BROKEN
    sys.stdout.write(json.dumps(sorted(work.left)) + "\n")
    sys.stdout.flush()
    sys.stdout.buffer.write(out.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
