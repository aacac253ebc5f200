"""/admin/ for the system administrator: the dictionaries of the service desk. Requests are not here."""

from django.contrib import admin

from servicedesk.models import Category, PromiseRule


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    """What requests are about; closed rather than deleted."""

    list_display = ["name", "code", "position", "is_active"]
    list_editable = ["position", "is_active"]

    def get_readonly_fields(self, request, obj=None):
        """The code stays: rows and figures carry it."""
        return ["code"] if obj else []

    def has_delete_permission(self, request, obj=None):
        """Closed rather than deleted."""
        return False


@admin.register(PromiseRule)
class PromiseRuleAdmin(admin.ModelAdmin):
    """Working days promised by urgency; requests keep what they were promised."""

    list_display = ["urgency", "working_days"]
    readonly_fields = ["urgency"]

    def has_add_permission(self, request):
        """The urgencies are fixed."""
        return False

    def has_delete_permission(self, request, obj=None):
        """The urgencies are fixed."""
        return False
