"""Roles, and who may see a page: every view declares it here, and a test walks all of them."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import _User as User  # the model AUTH_USER_MODEL names
else:
    User = object  # floors below the accounts name the acting person by it, in annotations alone

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PUBLIC = "public"
__all__ = ["PUBLIC", "Role", "SignInFirst", "User", "only_for", "public", "require"]


class SignInFirst(PermissionDenied):
    """A visitor asked for what needs an account; a middleware answers, and loses no words."""


class Role(models.TextChoices):
    ENTERPRISE = "enterprise", _("enterprise")
    STAFF = "staff", _("association staff")
    OFFICER = "officer", _("agency officer")
    PLANNER = "planner", _("planner")
    ADMINISTRATOR = "administrator", _("administrator")


def public(view: View) -> View:
    """Declare that anybody may see the page (a personal link in its address may still decide)."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def only_for(*roles: Role) -> Callable[[View], View]:
    """Let in people of these roles, and administrators; visitors are asked to sign in first."""
    admitted = frozenset(roles) | {Role.ADMINISTRATOR}

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                raise SignInFirst
            if request.user.role not in admitted:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access = admitted  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def require(user: User, permission: str, target: models.Model | None = None) -> None:
    """Refuse with 403 what the app's rules do not grant."""
    if not user.has_perm(permission, target):
        raise PermissionDenied
