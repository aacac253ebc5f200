"""/admin/ for the system administrator: procedures with stages and documents, rules of the diagnosis. No cases."""

from django.contrib import admin

from licensing.models import Catalogue, LicenceRule, Procedure, ProcedureDocument, ProcedureStage


class DatedList(admin.ModelAdmin):
    """Rows with the time they are in force; ended rather than deleted."""

    def get_readonly_fields(self, request, obj=None):
        """The code stays: it is how the program finds it again."""
        return ["code"] if obj else []

    def has_delete_permission(self, request, obj=None):
        """Cases name it."""
        return False


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
class ProcedureAdmin(DatedList):
    """Procedures."""

    list_display = ["label", "kind", "target_days", "decision_days", "valid_from", "valid_to", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["label", "code", "basis"]
    inlines = [StageInline, DocumentInline]


@admin.register(Catalogue)
class CatalogueAdmin(DatedList):
    """Editions of the lists a diagnosis goes by."""

    list_display = ["label", "list", "size", "valid_from", "valid_to", "to_confirm", "is_active"]
    list_filter = ["list", "is_active"]
    search_fields = ["label", "code", "source"]


@admin.register(LicenceRule)
class LicenceRuleAdmin(DatedList):
    """Entries: by which words a product is recognised, and what it needs."""

    list_display = ["label", "list", "outcome", "kind", "valid_from", "valid_to", "to_confirm", "is_active"]
    list_filter = ["list", "outcome", "is_active"]
    search_fields = ["label", "code", "words", "basis"]
