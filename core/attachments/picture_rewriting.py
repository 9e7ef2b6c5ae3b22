"""A picture drawn anew from its points alone; a large one by a program of its own with limits.

A picture of some kilobytes can ask for gigabytes, and a JPEG of ten megabytes be drawn a hundred
thousand times over before it is done ("progressive" scans): what may cost much is done where it can
be ended.
"""

import io
import signal
import struct
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

Size = tuple[int, int]
SAME: Size = (0, 0)  # as large as it is
SECONDS = 20  # of a processor; twice as many by the clock
MEMORY = 1024 * 1024 * 1024
MOST_POINTS = 40_000_000
HERE_BYTES, HERE_POINTS = 256 * 1024, 2_000_000  # what is drawn at once, where it is
SCAN, FEW_SCANS = b"\xff\xda", 64  # of a JPEG: each is a pass over all its points; usual are ten
TOO_MANY_POINTS, BROKEN = 3, 4
PR_SET_PDEATHSIG = 1
# What readers of pictures stumble over when a file was made, or broken, so that they stumble.
STUMBLES = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    SyntaxError,
    MemoryError,
    struct.error,
    UnidentifiedImageError,
    Image.DecompressionBombError,
)


class TooManyPoints(Exception):
    """The picture is larger than is taken."""


class Unreadable(Exception):
    """The picture is damaged, or takes too long."""


def draw_anew(content: bytes, form: str) -> bytes:
    """The same picture without metadata; ``form`` is JPEG or PNG."""
    return _draw_where_it_can_end(content, form, SAME)


def draw_small(content: bytes, form: str, within: Size) -> bytes:
    """The picture as a PNG that fits into a width and height."""
    return _draw_where_it_can_end(content, form, within)


def _draw_where_it_can_end(content: bytes, form: str, within: Size) -> bytes:
    is_long = len(content) > HERE_BYTES or content.count(SCAN) > FEW_SCANS
    if is_long or _points(content, form) > HERE_POINTS:
        return _draw_apart(content, form, within)
    return _draw(content, form, within)


def _points(content: bytes, form: str) -> int:
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as image:
            points = image.width * image.height
    except STUMBLES as problem:
        raise Unreadable from problem
    if points > MOST_POINTS:
        raise TooManyPoints
    return points


def _draw(content: bytes, form: str, within: Size) -> bytes:
    _points(content, form)
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as image:
            return _as_it_is(image, form) if within == SAME else _made_small(image, within)
    except STUMBLES as problem:
        raise Unreadable from problem


def _as_it_is(image: Image.Image, form: str) -> bytes:
    ImageOps.exif_transpose(image, in_place=True)
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    palette = image.getpalette() if image.mode == "P" else None
    if palette:
        bare.putpalette(palette)
    out = io.BytesIO()
    bare.save(out, form, quality=88) if form == "JPEG" else bare.save(out, form)
    return out.getvalue()


def _made_small(image: Image.Image, within: Size) -> bytes:
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    upright.thumbnail(within)
    out = io.BytesIO()
    upright.save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw_apart(content: bytes, form: str, within: Size) -> bytes:
    from core.attachments.turns import take_turn  # noqa: PLC0415 -- the program itself runs without us

    here = str(Path(__file__).resolve())
    command = [sys.executable, "-I", here, form, *map(str, within)]
    try:
        with take_turn():
            done = subprocess.run(  # noqa: S603 -- this very file
                command, input=content, capture_output=True, timeout=2 * SECONDS, check=False
            )
    except subprocess.SubprocessError as late:
        raise Unreadable from late
    if done.returncode == TOO_MANY_POINTS:
        raise TooManyPoints
    if done.returncode or not done.stdout:
        raise Unreadable(done.returncode)
    return done.stdout


def main() -> int:
    """Read a picture from the standard input; write the new one."""
    import ctypes  # noqa: PLC0415 -- the program's own
    import resource  # noqa: PLC0415 -- the program's own

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # ends with who asked
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        _here, form, width, height = sys.argv
        drawn = _draw(sys.stdin.buffer.read(), form, (int(width), int(height)))
    except TooManyPoints:
        return TOO_MANY_POINTS
    except Unreadable:
        return BROKEN
    sys.stdout.buffer.write(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main())
