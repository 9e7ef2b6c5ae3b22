"""A session as an entry for calendars (.ics)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings

from dialogues.models import Session, SessionStatus

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def entry(session: Session, *, now: datetime, url: str, is_registered: bool = False) -> bytes:
    """Write one event in Vietnamese time; the online link is for those who are registered."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Thuoc Do//Dialogues//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = icalendar.Event()
    event.add("uid", f"dialogue-{session.year}-{session.slot}@{settings.BASE_URL.split('//')[-1]}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(ZONE))
    event.add("dtend", session.ends_at.astimezone(ZONE))
    event.add("summary", str(session))
    event.add("location", session.place)
    link = session.online_link if is_registered else ""
    event.add("description", "\n".join(filter(None, [session.topic, link])))
    event.add("sequence", session.sequence)
    event.add("url", url)
    event.add("status", "CANCELLED" if session.status == SessionStatus.CANCELLED else "CONFIRMED")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
