"""Addresses of the stock admin: lists with the columns, filters and search that a developer would give them."""

from django.contrib import admin
from django.urls import path

from enterprises.models import Enterprise
from servicedesk.models import ServiceRequest
from visits.models import Visit

PER_PAGE = 25
site = admin.AdminSite(name="admin")


@admin.register(Enterprise, site=site)
class EnterpriseAdmin(admin.ModelAdmin):
    """The register."""

    list_display = ("name", "uscc", "industry", "size_class", "status", "last_visited_on", "liaison")
    list_filter = ("status", "size_class")
    search_fields = ("name", "uscc")
    list_per_page = PER_PAGE


@admin.register(Visit, site=site)
class VisitAdmin(admin.ModelAdmin):
    """Visits by day."""

    list_display = ("visited_on", "enterprise", "purpose", "status", "author", "risk")
    list_filter = ("status", "purpose", "risk")
    search_fields = ("enterprise__name", "summary")
    date_hierarchy = "visited_on"
    ordering = ("-visited_on", "-id")
    list_per_page = PER_PAGE


@admin.register(ServiceRequest, site=site)
class RequestAdmin(admin.ModelAdmin):
    """Requests by the moment they came."""

    list_display = ("number", "title", "enterprise", "category", "status", "holder", "promised_on")
    list_filter = ("status", "category")
    search_fields = ("number", "title", "enterprise__name")
    date_hierarchy = "submitted_at"
    ordering = ("-submitted_at", "-id")
    list_per_page = PER_PAGE


urlpatterns = [path("", site.urls)]
