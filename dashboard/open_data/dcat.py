"""The catalogue in W3C's vocabulary for portals (DCAT 3), written as JSON-LD."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from core.models import Association
from dashboard.open_data.catalogue import DataSet, Distribution

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
SHA256 = "spdx:checksumAlgorithm_sha256"
Absolute = Callable[[str], str]
Node = dict[str, Any]


def describe(
    sets: Sequence[DataSet], association: Association, language: str, absolute: Absolute
) -> Node:
    """The whole catalogue; ``absolute`` turns a path into an address."""
    publisher: Node = {"@type": "foaf:Organization", "foaf:name": association.name}
    if association.website:
        publisher["foaf:homepage"] = {"@id": association.website}
    licence = _licence(association.licence_name, association.licence_url)
    return {
        "@context": CONTEXT,
        "@id": absolute("/open-data/"),
        "@type": "dcat:Catalog",
        "dct:title": {"@value": f"{association.name}: Thước Đo", "@language": language},
        "dct:description": {"@value": association.place or association.name, "@language": language},
        "dct:publisher": publisher,
        "dct:language": language,
        **licence,
        "dcat:dataset": [_data_set(row, publisher, licence, language, absolute) for row in sets],
    }


def _licence(name: str, address: str) -> Node:
    """The licence, if the Association has named one; without one nothing is promised."""
    if address:
        return {"dct:license": {"@id": address}}
    if name:
        return {"dct:license": {"@type": "dct:LicenseDocument", "dct:title": name}}
    return {}


def _data_set(
    row: DataSet, publisher: Node, licence: Node, language: str, absolute: Absolute
) -> Node:
    own = _licence(*row.licence) or licence
    found: Node = {
        "@id": absolute(f"/open-data/#{row.key}"),
        "@type": "dcat:Dataset",
        "dct:identifier": row.key,
        "dct:title": {"@value": row.title, "@language": language},
        "dct:description": {"@value": row.description, "@language": language},
        "dct:publisher": publisher,
        "dcat:landingPage": {"@id": absolute(row.page)},
        **own,
        "dcat:distribution": [_distribution(file, own, absolute) for file in row.files],
    }
    if row.issued:
        found["dct:issued"] = _moment(row.issued)
    return found


def _moment(value: date | datetime) -> Node:
    kind = "xsd:dateTime" if isinstance(value, datetime) else "xsd:date"
    return {"@value": value.isoformat(), "@type": kind}


def _distribution(file: Distribution, licence: Node, absolute: Absolute) -> Node:
    found: Node = {
        "@type": "dcat:Distribution",
        "dcat:accessURL": {"@id": absolute(file.path)},
        "dcat:downloadURL": {"@id": absolute(file.path)},
        "dcat:mediaType": {"@id": MEDIA_TYPES + file.media_type},
        **licence,
    }
    if file.digest:
        found["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": SHA256},
            "spdx:checksumValue": file.digest,
        }
    return found
