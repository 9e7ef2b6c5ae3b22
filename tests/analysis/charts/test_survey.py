"""Pictures of the fieldwork and of single questions."""

from django.utils import translation

from analysis.charts import survey
from tests.factories import analysis as numbers

GIVEN = {"title": "Một phát hiện", "source": "Nguồn: khảo sát 2018"}


def test_response_by_stratum_tells_rate_and_counts():
    with translation.override("vi"):
        chart = survey.response_by_stratum(numbers.strata(), **GIVEN)

    assert chart.table.rows[0] == ("Doanh nghiệp siêu nhỏ", "2.000", "500", "210", "42% (210/500)")


def test_question_shares_put_the_largest_first_with_its_interval():
    with translation.override("vi"):
        chart = survey.question_shares(numbers.question(), name="needs", **GIVEN)

    assert chart.table.rows[0] == ("Quy hoạch, kế hoạch sử dụng đất", "60%", "55 – 65%")


def test_satisfaction_groups_five_ratings_into_three():
    answers = tuple(
        numbers.Answer(str(code), str(code), str(code), numbers.figure(share, 0.02))
        for code, share in zip(range(1, 6), (0.1, 0.2, 0.3, 0.25, 0.15), strict=True)
    )

    with translation.override("vi"):
        chart = survey.satisfaction([numbers.question(answers=answers)], **GIVEN)

    assert chart.table.rows[0][1:4] == ("30%", "30%", "40%")
