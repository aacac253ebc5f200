"""/admin/ for the system administrator: when people are reminded. What is owed and sent is not here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from reminders.models import LeadTime
from reminders.sources import sources


@admin.register(LeadTime)
class LeadTimeAdmin(admin.ModelAdmin):
    """Days before a due date, negative ones after it; closed rather than deleted."""

    list_display = ["source_label", "days_before", "is_active"]
    list_editable = ["is_active"]
    list_filter = ["is_active"]
    ordering = ["source", "-days_before"]

    @admin.display(description=_("source"))
    def source_label(self, row):
        """What falls due."""
        return sources[row.source].label if row.source in sources else row.source

    def has_delete_permission(self, request, obj=None):
        """Closed rather than deleted."""
        return False
