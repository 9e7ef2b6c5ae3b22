"""Factories of the province's plan."""

import factory

from plan.models import Assignment, Plan, ProgressReport, ReportingDate, Target, Task
from tests.factories.directory import AgencyFactory


class PlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Plan
        django_get_or_create = ["code"]

    code = "2018-2020"
    title_vi = "Kế hoạch"
    title_en = "Plan"
    first_year = 2018
    last_year = 2020


class AssignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Assignment
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    leads_vi = "Các Sở"
    leads_en = "Departments"

    @factory.post_generation
    def leads(self, create, agencies):
        self.leads.set(agencies or [])


class ReportingDateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReportingDate

    plan = factory.SubFactory(PlanFactory)
    month, day = 6, 10
    name_vi = "Báo cáo 6 tháng"
    name_en = "Half-yearly report"
    collector = factory.SubFactory(AgencyFactory)


class ProgressReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgressReport

    assignment = factory.SubFactory(AssignmentFactory)
    agency = factory.SubFactory(AgencyFactory)


class TaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Task

    assignment = factory.SubFactory(AssignmentFactory)
    position = factory.Sequence(lambda n: n + 1)
    text_vi = "Công bố quy hoạch"
    text_en = "Publish plans"


class TargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Target

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: f"target-{n}")
    text_vi = "Mục tiêu"
    text_en = "Target"
    measured_vi = measured_en = "…"
