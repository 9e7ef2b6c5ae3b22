"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path, register_converter

from analysis import views


class LanguageConverter:
    """A language a report is written in."""

    regex = "vi|en"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LanguageConverter, "language")

app_name = "analysis"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.runs, name="runs"),
    path("reports/", views.published, name="reports"),
    path("waves/<int:pk>/analyse/", views.analyse, name="analyse"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/report.<language:language>.pdf", views.pdf, name="pdf"),
    path("runs/<int:pk>/make/<language:language>/", views.make_pdf, name="make_pdf"),
    path("runs/<int:pk>/publish/<language:language>/", views.publish, name="publish"),
    path("runs/<int:pk>/withdraw/<language:language>/", views.withdraw, name="withdraw"),
]
