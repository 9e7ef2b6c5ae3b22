"""One account a role, only in a demonstration."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress

from accounts.models import User
from core.access import Role
from directory.models import Agency, Enterprise


@dataclass(frozen=True, slots=True)
class Account:
    user: User
    password: str


WHO = {
    Role.ADMINISTRATOR: ("quantri", "Phạm Quang Huy"),
    Role.STAFF: ("canbo.hiephoi", "Trần Thị Minh Hạnh"),
    Role.PLANNER: ("kehoach", "Nguyễn Hữu Lộc"),
    Role.OFFICER: ("canbo.so", "Lê Thị Thu Hà"),
    Role.ENTERPRISE: ("doanhnghiep", "Y Blin Niê"),
}


def create_accounts(now: datetime) -> dict[Role, Account]:
    """Make an account for each role, with a password of its own that is told once."""
    accounts = {}
    for role, (name, full_name) in WHO.items():
        password = "-".join(secrets.token_hex(2) for _part in range(3))
        user = User.objects.create_user(
            f"{name}@thuocdo.example",
            password,
            role=role,
            full_name=full_name,
            approved_at=now,
            is_superuser=role == Role.ADMINISTRATOR,
            enterprise=_some_enterprise() if role == Role.ENTERPRISE else None,
            agency=_some_agency() if role == Role.OFFICER else None,
            is_head=role == Role.OFFICER,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        accounts[role] = Account(user, password)
    return accounts


def _some_enterprise() -> Enterprise | None:
    return Enterprise.objects.active().filter(is_member=True).order_by("tax_code").first()


def _some_agency() -> Agency | None:
    return Agency.objects.filter(code="so-ke-hoach-dau-tu").first()
