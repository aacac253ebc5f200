"""Addresses of enterprises."""

app_name = "enterprises"
urlpatterns = []
