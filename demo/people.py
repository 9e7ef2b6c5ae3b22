"""One account a role, only in a demonstration."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress

from accounts.models import User
from core import letterhead
from core.access import Role
from directory.models import Agency, Enterprise


@dataclass(frozen=True, slots=True)
class Account:
    user: User
    password: str


JOINED_AT = datetime(2018, 2, 1, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))  # with the plan
WHO = {
    Role.ADMINISTRATOR: ("quantri", "Phạm Quang Huy"),
    Role.STAFF: ("canbo.hiephoi", "Trần Thị Minh Hạnh"),
    Role.PLANNER: ("kehoach", "Nguyễn Hữu Lộc"),
    Role.OFFICER: ("canbo.so", "Lê Thị Thu Hà"),
    Role.ENTERPRISE: ("doanhnghiep", "Y Blin Niê"),
}


def name_association(by: User) -> None:
    """Give the invented Association its name and letterhead, as a set-up does."""
    letterhead.change(
        by=by,
        now=JOINED_AT,
        name_vi="Hiệp hội Doanh nghiệp tỉnh Đắk Nông",
        name_en="Business Association of Dak Nong Province",
        place_name="Tỉnh Đắk Nông",
        town="Gia Nghĩa",
        contact="khaosat@thuocdo.example",
    )


def create_accounts() -> dict[Role, Account]:
    """Make an account for each role, with a password of its own that is told once."""
    accounts = {}
    for role, (name, full_name) in WHO.items():
        password = "-".join(secrets.token_hex(2) for _part in range(3))
        user = User.objects.create_user(
            f"{name}@thuocdo.example",
            password,
            role=role,
            full_name=full_name,
            approved_at=JOINED_AT,
            date_joined=JOINED_AT,
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


def find_officer(agency: Agency) -> User:
    """Who answers for an agency; the account is made where there is none, and nobody signs in."""
    found = User.objects.filter(agency=agency, role=Role.OFFICER).order_by("pk").first()
    if found:
        return found
    email = f"canbo.{agency.code}@thuocdo.example"
    user = User(
        email=email,
        role=Role.OFFICER,
        agency=agency,
        full_name=f"Cán bộ {agency.short_name or agency.name_vi}"[:120],
        is_head=True,
        date_joined=JOINED_AT,
    )
    user.set_unusable_password()
    user.save()
    return user
