"""Sections of the Vietnamese standard industrial classification, in its two latest editions."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.models import Vsic

COMMON: dict[str, Promise] = {
    "A": _("Agriculture, forestry and fishing"),
    "B": _("Mining and quarrying"),
    "C": _("Manufacturing"),
    "D": _("Electricity, gas, steam and air conditioning"),
    "E": _("Water supply, waste management and remediation"),
    "F": _("Construction"),
    "G": _("Wholesale and retail trade"),
    "H": _("Transport and storage"),
    "I": _("Accommodation and food service"),
}
FINANCE = _("Finance, banking and insurance")
ESTATE = _("Real estate")
SCIENCE = _("Professional, scientific and technical activities")
ADMINISTRATION = _("Administrative and support services")
STATE = _("Public administration, defence and social security")
EDUCATION = _("Education and training")
HEALTH = _("Health and social work")
ARTS = _("Arts, sports and recreation")
OTHER = _("Other services")
HOUSEHOLDS = _("Households as employers")
INTERNATIONAL = _("International organisations")

SECTIONS: dict[int, dict[str, Promise]] = {
    Vsic.OF_2018: COMMON
    | {
        "J": _("Information and communication"),
        "K": FINANCE,
        "L": ESTATE,
        "M": SCIENCE,
        "N": ADMINISTRATION,
        "O": STATE,
        "P": EDUCATION,
        "Q": HEALTH,
        "R": ARTS,
        "S": OTHER,
        "T": HOUSEHOLDS,
        "U": INTERNATIONAL,
    },
    Vsic.OF_2025: COMMON
    | {
        "J": _("Publishing, broadcasting, content production and distribution"),
        "K": _("Telecommunications, programming, computing and information services"),
        "L": FINANCE,
        "M": ESTATE,
        "N": SCIENCE,
        "O": ADMINISTRATION,
        "P": STATE,
        "Q": EDUCATION,
        "R": HEALTH,
        "S": ARTS,
        "T": OTHER,
        "U": HOUSEHOLDS,
        "V": INTERNATIONAL,
    },
}
PRODUCING = frozenset("ABCDEF")  # the same letters in both editions


def is_trade_or_services(section: str, vsic: int = Vsic.OF_2025) -> bool:
    if section not in SECTIONS[vsic]:
        raise ValueError(f"VSIC {vsic} has no section {section!r}")
    return section not in PRODUCING


def section_name(section: str, vsic: int = Vsic.OF_2025) -> str:
    return str(SECTIONS[vsic].get(section, section))


def section_choices() -> list[tuple[str, str]]:
    """Offer every letter with its name, and both names where the editions differ."""
    choices = []
    for letter in SECTIONS[Vsic.OF_2025]:
        now, then = section_name(letter), section_name(letter, Vsic.OF_2018)
        name = now if now == then or then == letter else f"{now} (VSIC 2018: {then})"
        choices.append((letter, f"{letter} · {name}"))
    return choices
