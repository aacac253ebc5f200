"""Addresses of the ground floor: search, drafts, attachments, exports, saved filters, preferences."""

from django.urls import path

from core import pages
from core.exchange import transfers
from core.exchange import views as exchange

app_name = "core"
urlpatterns = [
    path("search/", pages.SearchPage.as_view(), name="search"),
    path("drafts/<slug:form>/<slug:key>/", pages.SaveDraft.as_view(), name="draft"),
    path("drafts/<slug:form>/<slug:key>/discard/", pages.DiscardDraft.as_view(), name="discard_draft"),
    path("attachments/<int:pk>/", pages.ServeAttachment.as_view(), name="attachment"),
    path("attachments/<int:pk>/remove/", pages.RemoveAttachment.as_view(), name="remove_attachment"),
    path("export/", exchange.ExportPage.as_view(), name="export"),
    path("transfers/", transfers.TransferList.as_view(), name="transfers"),
    path("transfers/<int:pk>/", transfers.TransferPage.as_view(), name="transfer"),
    path("transfers/<int:pk>/file/", transfers.TransferFile.as_view(), name="transfer_file"),
    path("transfers/<int:pk>/apply/", transfers.ApplyImport.as_view(), name="apply_import"),
    path("transfers/<int:pk>/drop/", transfers.DropImport.as_view(), name="drop_import"),
    path("filters/", exchange.FilterList.as_view(), name="filters"),
    path("filters/save/", exchange.SaveFilter.as_view(), name="save_filter"),
    path("filters/<int:pk>/", exchange.EditFilter.as_view(), name="filter"),
    path("filters/<int:pk>/pin/", exchange.PinFilter.as_view(), name="pin_filter"),
    path("filters/<int:pk>/delete/", exchange.DeleteFilter.as_view(), name="delete_filter"),
    path("preferences/", pages.Preferences.as_view(), name="preferences"),
]
