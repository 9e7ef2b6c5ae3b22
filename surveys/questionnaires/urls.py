"""Addresses of questionnaires, their versions and the editor; part of surveys.urls."""

from django.urls import path

from surveys.questionnaires.views import blocks, editor, lifecycle, live, versions, wordings

VERSION = "versions/<int:pk>"

urlpatterns = [
    path("questionnaires/", lifecycle.questionnaires, name="questionnaires"),
    path("questionnaires/new/", lifecycle.new_questionnaire, name="new_questionnaire"),
    path("questionnaires/import/", lifecycle.import_form, name="import_form"),
    path("questionnaires/<int:pk>/next/", lifecycle.new_version, name="new_version"),
    path(f"{VERSION}/", lifecycle.version, name="version"),
    path(f"{VERSION}/publish/", lifecycle.publish, name="publish_version"),
    path(f"{VERSION}/discard/", lifecycle.discard, name="discard_version"),
    path(f"{VERSION}/form.xlsx", lifecycle.download_form, name="download_form"),
    path(f"{VERSION}/basket/", blocks.basket_blocks, name="basket_blocks"),
    path(f"{VERSION}/title/", editor.edit_title, name="edit_title"),
    path(f"{VERSION}/add-page/", editor.edit_section, name="new_section"),
    path(f"{VERSION}/pages/<slug:name>/", editor.edit_section, name="edit_section"),
    path(f"{VERSION}/pages/<slug:section>/ask/", editor.edit_question, name="new_question"),
    path(f"{VERSION}/questions/<slug:name>/", editor.edit_question, name="edit_question"),
    path(f"{VERSION}/try/", live.try_question, name="try_question"),
    path(f"{VERSION}/add-criterion/", editor.edit_criterion, name="new_criterion"),
    path(f"{VERSION}/criteria/<slug:name>/", editor.edit_criterion, name="edit_criterion"),
    path(f"{VERSION}/add-contradiction/", editor.edit_contradiction, name="new_contradiction"),
    path(
        f"{VERSION}/contradictions/<slug:name>/",
        editor.edit_contradiction,
        name="edit_contradiction",
    ),
    path(f"{VERSION}/move/<slug:kind>/<slug:name>/", editor.move_part, name="move_part"),
    path(f"{VERSION}/delete/<slug:kind>/<slug:name>/", editor.delete_part, name="delete_part"),
    path(f"{VERSION}/preview/", versions.preview, name="preview"),
    path(f"{VERSION}/preview/<slug:section>/", versions.preview, name="preview_section"),
    path(f"{VERSION}/wording/<slug:name>/", wordings.fix_words, name="fix_wording"),
    path(f"{VERSION}/check/", versions.check_version, name="check_version"),
    path(f"{VERSION}/compare/<int:other>/", versions.compare_versions, name="compare_versions"),
]
