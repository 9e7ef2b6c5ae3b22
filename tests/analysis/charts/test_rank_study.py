"""Pictures of how firm a rank is."""

from django.utils import translation

from analysis.charts import rank_study

GIVEN = {"title": "Một phát hiện", "source": "Nguồn: PCI"}


def test_the_recipes_are_told_by_tens_of_ranks():
    with translation.override("vi"):
        chart = rank_study.recipes({1: 0.1, 12: 0.6, 25: 0.3}, 12, 25, **GIVEN)

    assert chart.table.rows == (
        ("hạng 1 đến 10", "10%"),
        ("hạng 11 đến 20", "60%"),
        ("hạng 21 đến 25", "30%"),
    )
    assert "chính thức: 12" in chart.svg


def test_the_causes_keep_their_order():
    with translation.override("vi"):
        chart = rank_study.causes([("Trọng số", 0.4), ("Cùng tác động", 0.6)], **GIVEN)

    assert chart.table.rows == (("Trọng số", "40%"), ("Cùng tác động", "60%"))
    assert "Trọng số: 40%" in chart.alternative


def test_both_frames_stand_beside_each_other_by_edition():
    with translation.override("vi"):
        chart = rank_study.frames({2016: 6.01, 2017: 5.94}, {2016: 6.57, 2017: 6.42}, **GIVEN)

    assert chart.table.rows == (("2016", "6,01", "6,57"), ("2017", "5,94", "6,42"))


def test_steps_have_a_sign():
    with translation.override("vi"):
        chart = rank_study.steps(
            [("Tỉnh", 0.1315), ("Bộ tiêu chí", -0.249), ("Thang", 0.0)], **GIVEN
        )

    assert [row[1] for row in chart.table.rows] == ["+0,13", "−0,25", "0,00"]
