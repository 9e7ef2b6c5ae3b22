"""Where a picture stands: a phone, a desk, paper. Widths are pixels of CSS."""

from dataclasses import dataclass

NARROW = 400  # pixels


@dataclass(frozen=True, slots=True)
class Medium:
    """A width and the size of the text on it; a narrow one has its labels above the marks."""

    name: str
    width: int
    text: float
    panels: int  # beside each other

    @property
    def is_narrow(self) -> bool:
        return self.width < NARROW


PHONE = Medium("phone", 256, 12.0, panels=2)  # what a chart has inside a screen of 320 pixels
DESK = Medium("desk", 660, 13.0, panels=4)
PAPER = Medium("paper", 640, 12.0, panels=4)  # 170 mm
CARD = Medium("desk", 276, 12.0, panels=2)  # beside a table on a desk
PAIR = Medium("desk", 460, 13.0, panels=3)  # two pictures beside each other on a desk of 1366
MEDIA = (PHONE, DESK, PAPER)
PAIRED = (PHONE, PAIR, PAPER)
