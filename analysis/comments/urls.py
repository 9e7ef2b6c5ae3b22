"""Addresses of open comments, below those of the analyses."""

from django.urls import path

from analysis.comments.views import coding, figures, frames, quotes

urlpatterns = [
    path("", frames.waves, name="comment_waves"),
    path("begin/<int:wave>/<str:question>/", frames.begin, name="comments_begin"),
    path("<int:pk>/", frames.texts, name="comments"),
    path("<int:pk>/gather/", frames.gather, name="comments_gather"),
    path("<int:pk>/codes/", frames.codes, name="comment_codes"),
    path("<int:pk>/codes/copy/", frames.copy, name="comment_codes_copy"),
    path("codes/<int:pk>/", frames.code, name="comment_code"),
    path("codes/<int:pk>/move/", frames.move, name="comment_code_move"),
    path("<int:pk>/coding/", coding.coding, name="comment_coding"),
    path("<int:pk>/agreement/", coding.agreement, name="comment_agreement"),
    path("<int:pk>/differences/", coding.differences, name="comment_differences"),
    path("differences/<int:pk>/", coding.difference, name="comment_difference"),
    path("settlements/<int:pk>/confirm/", coding.confirm, name="comment_confirm"),
    path("<int:pk>/frequencies/", figures.frequencies, name="comment_frequencies"),
    path("frequencies/<int:pk>/table.xlsx", figures.table, name="comment_table"),
    path("frequencies/<int:pk>/release/", figures.release, name="comment_figures_release"),
    path("frequencies/<int:pk>/withdraw/", figures.withdraw, name="comment_figures_withdraw"),
    path("<int:pk>/quotes/", quotes.quotes, name="comment_quotes"),
    path("answers/<int:pk>/quote/", quotes.prepare, name="comment_quote_prepare"),
    path("quotes/<int:pk>/", quotes.quote, name="comment_quote"),
]
