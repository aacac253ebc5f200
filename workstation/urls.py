"""All addresses. Each app keeps its own; the prefixes are fixed in the design."""

from django.contrib import admin
from django.urls import include, path

from dashboards.views import HomePage
from workstation import health

urlpatterns = [
    path("", HomePage.as_view(), name="home"),
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("reminders.urls")),
    path("", include("enterprises.urls")),
    path("", include("servicedesk.urls")),
    path("", include("visits.urls")),
    path("", include("licensing.urls")),
    path("", include("dashboards.urls")),
    path("readyz", health.ready, name="readyz"),
    path("health/", health.HealthPage.as_view(), name="health"),
    path("admin/", admin.site.urls),
]

handler400 = "core.errors.bad_request"
handler403 = "core.errors.forbidden"
handler404 = "core.errors.not_found"
handler500 = "core.errors.server_error"
