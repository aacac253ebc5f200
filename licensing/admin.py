"""/admin/ for the system administrator: procedures with stages and documents. Cases are not here."""

from django.contrib import admin

from licensing.models import Procedure, ProcedureDocument, ProcedureStage


class StageInline(admin.TabularInline):
    """Stages in their order; cases that run keep theirs, with the durations as they stand now."""

    model = ProcedureStage
    extra = 0
    fields = ["position", "stage", "n", "unit", "holder", "optional", "pauses_authority", "exit"]


class DocumentInline(admin.TabularInline):
    """The checklist; cases that are open keep theirs."""

    model = ProcedureDocument
    extra = 0
    fields = ["position", "label", "owed_by", "licence_kind", "is_active"]


@admin.register(Procedure)
class ProcedureAdmin(admin.ModelAdmin):
    """Procedures, with the time they are in force; ended rather than deleted."""

    list_display = ["label", "kind", "target_days", "decision_days", "valid_from", "valid_to", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["label", "code", "basis"]
    inlines = [StageInline, DocumentInline]

    def get_readonly_fields(self, request, obj=None):
        """The code stays: it is how the program finds it again."""
        return ["code"] if obj else []

    def has_delete_permission(self, request, obj=None):
        """Cases name it."""
        return False
