"""/admin/ for the system administrator: parks, and the reference data to look at.

Calendars are published by `core.calendars.publish_year` (manage.py import_calendar), which also recomputes due dates;
regions and industries are national codes that ship with the program. These are read here, not changed.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.models import CalendarDay, CalendarYear, Industry, Park, Region

admin.site.site_header = admin.site.site_title = _("Park Quality Workstation")
admin.site.index_title = _("Parks and dictionaries")
# Words of Django's own admin pages that its Chinese catalogue lacks: named here, ours has them.
LEFT_IN_ENGLISH = (_("Model name"), _("Add link"), _("Change or view list link"))


class ReadOnly(admin.ModelAdmin):
    """A table to look at."""

    def has_add_permission(self, request):
        """Not here."""
        return False

    def has_change_permission(self, request, obj=None):
        """Not here."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Not here."""
        return False


@admin.register(Park)
class ParkAdmin(admin.ModelAdmin):
    """Parks; none is ever deleted."""

    list_display = ["name", "short_name", "region_code", "phone", "live_from"]
    search_fields = ["name", "short_name"]
    fields = [
        "name",
        "short_name",
        "region_code",
        "phone",
        "hours",
        "live_from",
        "default_from",
        "default_to",
        "default_label",
    ]

    def has_delete_permission(self, request, obj=None):
        """Everything hangs on a park."""
        return False


@admin.register(CalendarYear)
class CalendarYearAdmin(ReadOnly):
    """Years whose days off are published."""

    list_display = ["year", "status", "source", "notice_no"]


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnly):
    """Days taken out of the weekend rule."""

    list_display = ["date", "kind", "name", "year"]
    list_filter = ["year", "kind"]
    date_hierarchy = "date"


@admin.register(Region)
class RegionAdmin(ReadOnly):
    """Regions of GB/T 2260, former names included."""

    list_display = ["code", "name", "valid_from", "valid_to"]
    search_fields = ["code", "name"]


@admin.register(Industry)
class IndustryAdmin(ReadOnly):
    """Industries of GB/T 4754-2017."""

    list_display = ["code", "name", "level"]
    search_fields = ["code", "name"]
