"""Factories of the province's plan."""

import factory

from plan.models import Assignment, Plan, ProgressReport, ReportingDate
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
