"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from analysis import views, views_forecasts, views_ranks

app_name = "analysis"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.runs, name="runs"),
    path("reports/", views.published, name="reports"),
    path("waves/<int:pk>/analyse/", views.analyse, name="analyse"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/report.<slug:language>.pdf", views.pdf, name="pdf"),
    path("runs/<int:pk>/figures.<slug:kind>", views.figures, name="figures"),
    path("runs/<int:pk>/make/<slug:language>/", views.make_pdf, name="make_pdf"),
    path("runs/<int:pk>/publish/<slug:language>/", views.publish, name="publish"),
    path("forecasts/", views_forecasts.forecasts, name="forecasts"),
    path("forecasts/freeze/", views_forecasts.freeze, name="freeze_forecast"),
    path("forecasts/<int:pk>/", views_forecasts.forecast, name="forecast"),
    path("forecasts/<int:pk>/receipt.json", views_forecasts.receipt, name="receipt"),
    path("ranks/", views_ranks.latest, name="latest_rank"),
    path("ranks/<int:year>/", views_ranks.rank, name="rank"),
    path("track-record/", views_forecasts.track_record, name="track_record"),
    path("runs/<int:pk>/withdraw/<slug:language>/", views.withdraw, name="withdraw"),
]
