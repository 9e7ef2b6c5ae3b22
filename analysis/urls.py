"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, include, path

from analysis.subscriptions import views as subscriptions
from analysis.views import (
    decisions,
    forecasts,
    groups,
    papers,
    rank_studies,
    releases,
    scenarios,
    wave_reports,
    waves,
)

app_name = "analysis"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", waves.runs, name="runs"),
    path("comments/", include("analysis.comments.urls")),
    path("reports/", releases.published, name="reports"),
    path("reports/feed/", releases.feed, name="reports_feed"),
    path("subscription/", subscriptions.subscribe, name="subscribe"),
    path("subscription/<str:key>/confirm/", subscriptions.confirm, name="subscription_confirm"),
    path("subscription/<str:key>/leave/", subscriptions.leave, name="subscription_leave"),
    path("released/<int:number>/", releases.release, name="release"),
    path("released/<int:number>/report.pdf", releases.release_pdf, name="release_pdf"),
    path("waves/<int:pk>/analyse/", waves.analyse, name="analyse"),
    path("runs/<int:pk>/", wave_reports.run, name="run"),
    path("runs/<int:pk>/decisions/", decisions.decisions, name="decisions"),
    path("runs/<int:pk>/compare/", groups.groups, name="groups"),
    path("runs/<int:pk>/groups.<slug:kind>", groups.groups_file, name="groups_file"),
    path("runs/<int:pk>/<slug:slug>/", wave_reports.chapter, name="chapter"),
    path("runs/<int:pk>/report.<slug:language>.pdf", wave_reports.pdf, name="pdf"),
    path("runs/<int:pk>/paper.<slug:kind>", papers.run, name="paper"),
    path("forecasts/<int:pk>/paper.<slug:kind>", papers.forecast, name="forecast_paper"),
    path("runs/<int:pk>/figures.<slug:kind>", wave_reports.figures, name="figures"),
    path("runs/<int:pk>/make/<slug:language>/", waves.make_pdf, name="make_pdf"),
    path("runs/<int:pk>/review/<slug:language>/", releases.review, name="review"),
    path("runs/<int:pk>/publish/<slug:language>/", releases.publish, name="publish"),
    path("forecasts/", forecasts.forecasts, name="forecasts"),
    path("forecasts/freeze/", forecasts.freeze, name="freeze_forecast"),
    path("forecasts/<int:pk>/", forecasts.forecast, name="forecast"),
    path("forecasts/<int:pk>/release/", forecasts.release, name="release_forecast"),
    path("forecasts/<int:pk>/review/", forecasts.review, name="review_forecast"),
    path("forecasts/<int:pk>/withdraw/", forecasts.withdraw, name="withdraw_forecast"),
    path("forecasts/<int:pk>/receipt.json", forecasts.receipt, name="receipt"),
    path("what-if/", scenarios.latest, name="latest_what_if"),
    path("forecasts/<int:pk>/what-if/", scenarios.what_if, name="what_if"),
    path("forecasts/<int:pk>/what-if.json", scenarios.summary, name="what_if_summary"),
    path("scenarios/<int:pk>/remove/", scenarios.remove, name="remove_scenario"),
    path("ranks/", rank_studies.latest, name="latest_rank"),
    path("ranks/<int:year>/", rank_studies.rank, name="rank"),
    path("track-record/", forecasts.track_record, name="track_record"),
    path("runs/<int:pk>/withdraw/<slug:language>/", releases.withdraw, name="withdraw"),
]
