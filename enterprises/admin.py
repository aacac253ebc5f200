"""/admin/ for the system administrator: what the registers go by. Enterprises and their rows are not here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.hints import hint
from enterprises.archive import BASIC_LABELS
from enterprises.models import DueRule, Enterprise, RequiredItem, Section, ThingType
from enterprises.registers import REGISTERS
from enterprises.registers.words import field_label, variety_label


def register_label(code):
    """The words for a register; the master data are one here."""
    return REGISTERS[code].label if code in REGISTERS else Section.BASIC.label


class OfRegister(admin.SimpleListFilter):
    """Rows of one register."""

    title, parameter_name = _("register"), "register"

    def lookups(self, request, model_admin):
        """Those that have rows here."""
        codes = model_admin.model.objects.order_by().values_list("register", flat=True).distinct()
        return [(code, register_label(code)) for code in sorted(codes)]

    def queryset(self, request, queryset):
        """As chosen."""
        return queryset.filter(register=self.value()) if self.value() else queryset


class Rules(admin.ModelAdmin):
    """A dictionary by which dates and completeness follow: what was changed is reckoned again, at the latest at night."""

    def save_model(self, request, obj, form, change):
        """Reckon again once it is saved."""
        super().save_model(request, obj, form, change)
        hint("enterprises.tasks.recompute_registers", expires=3600)

    @admin.display(description=_("register"))
    def of_register(self, row):
        """In words."""
        return register_label(row.register)

    def has_delete_permission(self, request, obj=None):
        """Ended or closed rather than deleted: rows name what they went by."""
        return False


@admin.register(DueRule)
class DueRuleAdmin(Rules):
    """Cycles and lead times, with the time they are in force."""

    list_display = ["label", "of_register", "step", "n", "unit", "valid_from", "valid_to", "basis"]
    list_filter = [OfRegister, "step"]
    search_fields = ["label", "code", "basis"]

    def get_readonly_fields(self, request, obj=None):
        """The code stays: rows carry it."""
        return ["code"] if obj else []


@admin.register(RequiredItem)
class RequiredItemAdmin(Rules):
    """What each section of the archive needs."""

    list_display = ["of_section", "of_register", "of_variety", "of_field", "of_flag", "is_active"]
    list_editable = ["is_active"]
    list_filter = [OfRegister]

    @admin.display(description=_("section"))
    def of_section(self, row):
        """In words."""
        return Section(row.section).label

    @admin.display(description=_("variety"))
    def of_variety(self, row):
        """In words."""
        return variety_label(REGISTERS[row.register], row.variety) if row.variety else ""

    @admin.display(description=_("required field"))
    def of_field(self, row):
        """In words; a row of its own where no field is named."""
        if not row.field:
            return _("at least one")
        if row.register not in REGISTERS:
            return BASIC_LABELS.get(row.field, row.field)
        return field_label(REGISTERS[row.register], row.field)

    @admin.display(description=_("mark"))
    def of_flag(self, row):
        """In words."""
        return Enterprise._meta.get_field(row.flag).verbose_name if row.flag else ""


@admin.register(ThingType)
class ThingTypeAdmin(Rules):
    """Types of instruments and equipment, and the words they are recognised by."""

    list_display = ["label", "code", "of_register", "parent", "words", "is_active"]
    list_editable = ["words", "is_active"]
    list_filter = [OfRegister]
    search_fields = ["label", "code", "words"]
    exclude = ["position"]
