"""The roles people have. They stand here so that every floor can name them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ENTERPRISE = "enterprise", _("enterprise")
    STAFF = "staff", _("association staff")
    OFFICER = "officer", _("agency officer")
    PLANNER = "planner", _("planner")
    ADMINISTRATOR = "administrator", _("administrator")
