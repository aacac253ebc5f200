"""Addresses of servicedesk."""

app_name = "servicedesk"
urlpatterns = []
