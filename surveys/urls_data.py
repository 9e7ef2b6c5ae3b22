"""Addresses of questionnaires and of data that come and go; part of surveys.urls."""

from django.urls import path

from surveys.views import collected, editor, exports, questionnaires, versions

VERSION = "versions/<int:pk>"

urlpatterns = [
    path("questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path("questionnaires/new/", questionnaires.new_questionnaire, name="new_questionnaire"),
    path("questionnaires/import/", questionnaires.import_form, name="import_form"),
    path("questionnaires/<int:pk>/next/", questionnaires.new_version, name="new_version"),
    path(f"{VERSION}/", questionnaires.version, name="version"),
    path(f"{VERSION}/publish/", questionnaires.publish, name="publish_version"),
    path(f"{VERSION}/discard/", questionnaires.discard, name="discard_version"),
    path(f"{VERSION}/form.xlsx", questionnaires.download_form, name="download_form"),
    path(f"{VERSION}/title/", editor.edit_title, name="edit_title"),
    path(f"{VERSION}/add-page/", editor.edit_section, name="new_section"),
    path(f"{VERSION}/pages/<slug:name>/", editor.edit_section, name="edit_section"),
    path(f"{VERSION}/pages/<slug:section>/ask/", editor.edit_question, name="new_question"),
    path(f"{VERSION}/questions/<slug:name>/", editor.edit_question, name="edit_question"),
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
    path(f"{VERSION}/check/", versions.check_version, name="check_version"),
    path(f"{VERSION}/compare/<int:other>/", versions.compare_versions, name="compare_versions"),
    path("waves/<int:pk>/data/", exports.exports, name="exports"),
    path("waves/<int:pk>/import/", collected.import_answers, name="import_answers"),
    path("imports/<int:pk>/", collected.answer_upload, name="answer_upload"),
    path("imports/<int:pk>/confirm/", collected.confirm_import, name="confirm_import"),
    path("exports/<int:pk>/", exports.download, name="download_export"),
]
