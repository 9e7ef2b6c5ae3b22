"""Make small web fonts: Be Vietnam Pro, Latin with Vietnamese, two weights, into static/fonts/."""

import sys
from pathlib import Path

import fontpkg_be_vietnam_pro
from fontTools import subset  # noqa: TID253 -- a script, no page

TARGET = Path(__file__).resolve().parent.parent / "static" / "fonts"
SOURCE = Path(fontpkg_be_vietnam_pro.ROOT) / "files"
WEIGHTS = {400: "Regular", 600: "SemiBold"}
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(0x1A0, 0x1A1, 0x1AF, 0x1B0),
    *range(0x300, 0x30C),
    *(0x309, 0x323, 0x2C6, 0x2DA, 0x2DC),
    *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2028),
    *range(0x2030, 0x203B),
    *(0x20AB, 0x20AC, 0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260),
    *(0x2264, 0x2265, 0x00D7, 0x00F7),
]
RANGE = "U+20-7E, U+A0-17F, U+1A0-1B0, U+300-323, U+1E00-1EFF, U+2010-2122, U+2190-2265"
FACE = """@font-face {{
  font-family: "Be Vietnam Pro";
  font-weight: {weight};
  font-style: normal;
  font-display: swap;
  src: url("be-vietnam-pro-{weight}.woff2") format("woff2");
  unicode-range: {letters};
}}
"""


def build(weight: int, name: str) -> int:
    options = subset.Options(flavor="woff2", layout_features=["*"], name_IDs=[0, 1, 2, 13, 14])
    font = subset.load_font(str(SOURCE / f"BeVietnamPro-{name}.ttf"), options)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=LETTERS)
    cut.subset(font)
    path = TARGET / f"be-vietnam-pro-{weight}.woff2"
    subset.save_font(font, str(path), options)
    return path.stat().st_size


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight, name in WEIGHTS.items():
        sys.stdout.write(f"Be Vietnam Pro {weight}: {build(weight, name)} bytes\n")
    sheet = "".join(FACE.format(weight=weight, letters=RANGE) for weight in WEIGHTS)
    (TARGET / "be-vietnam-pro.css").write_text(sheet, encoding="utf-8")


if __name__ == "__main__":
    main()
