"""Addresses of reminders: the ledger of the station, and everybody's own inbox."""

from django.urls import path

from reminders import views

app_name = "reminders"
urlpatterns = [
    path("reminders/", views.LedgerPage.as_view(), name="ledger"),
    path("reminders/inbox/", views.InboxPage.as_view(), name="inbox"),
    path("reminders/inbox/read/", views.ReadAll.as_view(), name="read_all"),
    path("reminders/inbox/<int:pk>/", views.OpenMessage.as_view(), name="open"),
    path("reminders/coming/", views.ComingPage.as_view(), name="coming"),
]
