"""Branches of business by the sections of the national classification (VSIC 2018/2025)."""

from django.utils.translation import gettext_lazy as _

SECTORS = [
    ("A", _("Agriculture, forestry, fishing")),
    ("B", _("Mining")),
    ("C", _("Manufacturing")),
    ("D", _("Electricity, gas")),
    ("E", _("Water supply, waste")),
    ("F", _("Construction")),
    ("G", _("Trade, repair of vehicles")),
    ("H", _("Transport, storage")),
    ("I", _("Accommodation, food service")),
    ("J", _("Information, communication")),
    ("K", _("Finance, insurance")),
    ("L", _("Real estate")),
    ("M", _("Professional, scientific services")),
    ("N", _("Administrative, support services")),
    ("P", _("Education")),
    ("Q", _("Health, social work")),
    ("R", _("Arts, entertainment")),
    ("S", _("Other services")),
]
