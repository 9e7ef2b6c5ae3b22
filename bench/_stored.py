"""Say what the database holds: ``python -m bench._stored`` prints drafts and responses as JSON."""

import json
import os
import sys


def stored() -> dict[str, list[dict[str, str]]]:
    from surveys.models import Draft, Response  # noqa: PLC0415 -- after Django's set-up

    return {
        "drafts": list(Draft.objects.values_list("answers", flat=True)),
        "responses": list(Response.objects.values_list("answers", flat=True)),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(stored()))
