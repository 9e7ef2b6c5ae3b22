"""What the database holds: ``python -m scripts.chaos.look`` prints it as JSON."""

import json
import os
import sys
from typing import Any


def look() -> dict[str, Any]:
    from django.db.models import Count  # noqa: PLC0415 -- after Django's set-up

    from core.models import OutgoingMessage  # noqa: PLC0415 -- same
    from surveys.models import AccessKey, Draft, Response  # noqa: PLC0415 -- same

    rows = Response.objects.order_by()
    messages = OutgoingMessage.objects.order_by()
    return {
        "responses": list(rows.values_list("answers", flat=True)),
        "drafts": list(Draft.objects.values_list("answers", flat=True)),
        "doubled": rows.values("sampled").annotate(n=Count("pk")).filter(n__gt=1).count(),
        "messages": dict(messages.values_list("status").annotate(n=Count("pk"))),
        "keys": AccessKey.objects.count(),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(look()))
