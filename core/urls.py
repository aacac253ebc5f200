"""Addresses of the ground floor: search, drafts, attachments, preferences."""

from django.urls import path

from core import pages

app_name = "core"
urlpatterns = [
    path("search/", pages.SearchPage.as_view(), name="search"),
    path("drafts/<slug:form>/<slug:key>/", pages.SaveDraft.as_view(), name="draft"),
    path("drafts/<slug:form>/<slug:key>/discard/", pages.DiscardDraft.as_view(), name="discard_draft"),
    path("attachments/<int:pk>/", pages.ServeAttachment.as_view(), name="attachment"),
    path("attachments/<int:pk>/remove/", pages.RemoveAttachment.as_view(), name="remove_attachment"),
    path("preferences/", pages.Preferences.as_view(), name="preferences"),
]
