"""Outlines are taken from a file that is checked, matched with the places, and kept."""

import json
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from core.access import Role
from core.models import AuditEntry
from directory.models import District
from directory.outlines import geojson, keeping
from directory.outlines.matching import Place, match_places
from tests.factories.accounts import UserFactory


def square(east=107.0, north=12.0, side=0.2):
    return [
        [east, north], [east + side, north], [east + side, north + side], [east, north + side],
        [east, north],
    ]  # fmt: skip


def feature(words, ring=None, kind="Polygon"):
    outline = [ring or square()]
    shape = {"type": kind, "coordinates": outline if kind == "Polygon" else [outline]}
    return {"type": "Feature", "properties": words, "geometry": shape}


def file_of(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<kml/>", "không đọc được như tệp JSON"),
        (b"[" * 100_000, "không đọc được như tệp JSON"),
        (file_of(feature({"name": "A\ud800"}, square())), "không đọc được như tệp JSON"),
        (file_of(feature({"name": "A\0"}, square())), "không đọc được như tệp JSON"),
        (b"[]", "không có danh sách"),
        (file_of(), "không có vùng nào"),
        (file_of(feature({"name": "A"}, square(481_000.0, 1_342_000.0))), "WGS 84"),
        (file_of(feature({"name": "A"}, square(99.9))), "WGS 84"),
        (file_of(feature({"name": "A"}, [[107, 12], [107, 13], [107, 12]])), "ít hơn bốn điểm"),
        (file_of(feature({"name": "A"}, [["x", 12]] * 4)), "không phải là cặp số"),
        (file_of(feature({"name": "A"}, [[float("nan"), 12]] * 4)), "không phải là cặp số"),
        (b" " * 8_000_001, "lớn hơn 8 MB"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(content, said):
    with pytest.raises(geojson.OutlineProblem, match=said):
        geojson.read_features(content)


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_areas_at_the_edge_of_the_country_are_read(kind):
    [read] = geojson.read_features(file_of(feature({"ma": 12}, square(100.0, 5.0), kind)))
    assert read.words == {"ma": "12"}
    assert len(read.rings[0]) == 5


def test_the_column_that_knows_most_places_decides():
    """The name of the province stands beside every area, and a town may be called like it."""
    places = [Place("hg", "Thành phố Hà Giang"), Place("vx", "Huyện Vị Xuyên")]
    given = [{"NAME_1": "Hà Giang", "NAME_2": name} for name in ("TP. Hà Giang", "Vị Xuyên", "?")]
    match = match_places(geojson.read_features(file_of(*map(feature, given))), places)
    assert {code: len(rings) for code, rings in match.shapes.items()} == {"hg": 1, "vx": 1}
    assert (match.places_without, match.areas_without) == ((), ("?",))


def test_a_bare_name_that_two_places_share_means_neither():
    places = [Place("a", "Xã Đắk Mil"), Place("b", "Huyện Đắk Mil"), Place("c", "Xã Cư Jút")]
    given = [{"ten": "Đắk Mil"}, {"ten": "Cư Jút"}, {"ten": "huyện Đắk Mil"}]
    match = match_places(geojson.read_features(file_of(*map(feature, given))), places)
    assert set(match.shapes) == {"b", "c"}
    assert match.places_without == ("Xã Đắk Mil",)


def test_points_no_screen_shows_are_left_out():
    side = [(107 + k / 1000, 12 + (k % 2) * 1e-6) for k in range(1000)]
    ring = (*side, (108.0, 13.0), (107.0, 13.0), (107.0, 12.0))
    kept = geojson.simplify(ring, 1 / 1500)
    assert len(kept) < 10
    assert (108.0, 13.0) in kept


@pytest.fixture
def places(db, settings, tmp_path):
    return [
        District.objects.create(code="dak-mil", name="Huyện Đắk Mil"),
        District.objects.create(code="cu-jut", name="Huyện Cư Jút"),
    ]


def test_staff_load_outlines_and_read_what_did_not_match(client, places):
    client.force_login(UserFactory(role=Role.STAFF))
    content = file_of(feature({"name": "Đắk Mil"}), feature({"name": "Hồ Tây"}))
    page = client.post(
        reverse("directory:outlines"), {"file": SimpleUploadedFile("a.geojson", content)}
    ).content.decode()

    assert "Hồ Tây" in page
    assert "Huyện Cư Jút" in page
    assert set(keeping.find_outlines()) == {"dak-mil"}
    assert AuditEntry.objects.filter(action="directory.keep_outlines").count() == 1

    client.post(reverse("directory:outlines"), {"forget": "1"})
    assert keeping.find_outlines() == {}


@pytest.mark.parametrize(
    ("ended", "is_told"), [(date(2026, 12, 31), True), (date(2026, 12, 30), False)]
)
def test_a_place_misses_its_outline_as_long_as_it_exists(client, places, ended, is_told):
    District.objects.filter(code="cu-jut").update(valid_to=ended)
    file = SimpleUploadedFile("a.geojson", file_of(feature({"name": "Đắk Mil"})))
    with time_machine.travel(datetime(2026, 12, 31, 5, tzinfo=UTC)):
        client.force_login(UserFactory(role=Role.STAFF))
        page = client.post(reverse("directory:outlines"), {"file": file}).content.decode()
    assert ("Huyện Cư Jút" in page) == is_told


def test_a_refused_file_leaves_the_outlines_as_they_were(client, places):
    keeping.keep_outlines(
        content=file_of(feature({"ma": "cu-jut"})), by=UserFactory(), now="2026-03-02T02:00Z"
    )
    client.force_login(UserFactory(role=Role.STAFF))
    upload = SimpleUploadedFile("a.geojson", file_of(feature({"name": "Hồ Tây"})))
    page = client.post(reverse("directory:outlines"), {"file": upload}).content.decode()

    assert "Không vùng nào trong tệp" in page
    assert set(keeping.find_outlines()) == {"cu-jut"}
    client.force_login(UserFactory(role=Role.PLANNER))
    assert client.get(reverse("directory:outlines")).status_code == 403


def test_the_command_tells_what_matched(places, tmp_path, capsys):
    path = tmp_path / "places.geojson"
    path.write_bytes(file_of(feature({"name": "Đắk Mil"})))
    call_command("load_outlines", path)
    assert "1 places without an outline: Huyện Cư Jút" in capsys.readouterr().out
    for wrong in (tmp_path / "missing.geojson", tmp_path):
        with pytest.raises(CommandError, match="There is no file"):
            call_command("load_outlines", wrong)
