"""The pages of lead and administrators about other people's accounts."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.forms.fields import AccountNameField, free_account_name, free_mobile
from accounts.models import Department, User
from accounts.roles import GIVEN_BY_INVITATION, IN_PARK, Role
from core.fields import CleanCharField, MobileField
from core.models import Park


def role_choices():
    """The roles an administrator gives."""
    return [(role.value, role.label) for role in Role if role not in GIVEN_BY_INVITATION]


class DepartmentChoice(forms.ModelChoiceField):
    """A department, with its park, as there may be several parks."""

    def label_from_instance(self, department):
        """`市场监管局 · 生态园`."""
        return f"{department.short_name} · {department.park.short_name}"


class PlaceMixin(forms.Form):
    """Role, park, department: which go together is checked here with words at the field, and again by the act."""

    role = forms.ChoiceField(label=_("Role"), choices=role_choices)
    park = forms.ModelChoiceField(
        Park.objects.none(),
        label=_("Park"),
        required=False,
        empty_label=_("no single park"),
        help_text=_("For station, department and manager; the others belong to no single park."),
    )
    department = DepartmentChoice(
        Department.objects.none(),
        label=_("Department"),
        required=False,
        empty_label=_("no department"),
        help_text=_("For department members only."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["park"].queryset = Park.objects.order_by("name")
        self.fields["department"].queryset = Department.objects.select_related("park").order_by(
            "park", "name"
        )

    def clean(self):
        """What the role needs."""
        data = super().clean()
        role, park, department = data.get("role"), data.get("park"), data.get("department")
        if role == Role.DEPARTMENT:
            if department is None:
                self.add_error("department", _("Choose the department this person works for."))
            elif park is None:
                data["park"] = department.park
            elif department.park_id != park.pk:
                self.add_error("department", _("This department belongs to another park."))
        elif role in IN_PARK and park is None:
            self.add_error("park", _("Choose the park this person works for."))
        if role not in IN_PARK:
            data["park"] = None
        if role != Role.DEPARTMENT:
            data["department"] = None
        return data


class NewPersonForm(PlaceMixin):
    """A staff account."""

    name = CleanCharField(label=_("Name"), max_length=40)
    username = AccountNameField()
    mobile = MobileField(label=_("Mobile number"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    post = CleanCharField(label=_("Post"), required=False, max_length=40)
    field_order = ["name", "username", "role", "park", "department", "post", "mobile", "email"]

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)

    def clean_username(self):
        """Nobody else's."""
        return free_account_name(self.cleaned_data["username"])

    def clean_mobile(self):
        """Nobody else's."""
        return free_mobile(self.cleaned_data["mobile"])


class RoleForm(PlaceMixin):
    """Another role."""

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)


class SuccessorField(forms.ModelChoiceField):
    """One of the people who may take over."""

    def label_from_instance(self, person):
        """`周敏 · 站内`."""
        return f"{person.name} · {person.affiliation}"


class LeaveForm(forms.Form):
    """Who takes over: one person for everything, or another one for a kind of work."""

    def __init__(self, *args, user=None, leaver, held, **kwargs):
        super().__init__(*args, **kwargs)
        self.leaver, self.held = leaver, held
        if not held:
            return
        takers = User.objects.officers_of(leaver.park_id).select_related("department").exclude(pk=leaver.pk)
        self.fields["successor"] = SuccessorField(
            takers,
            label=_("Who takes over"),
            empty_label=_("Please choose"),
            error_messages={"required": _("Choose who takes over the open work.")},
        )
        if len(held) > 1:
            for kind, number in held:
                self.fields[f"to_{kind.code}"] = SuccessorField(
                    takers,
                    label=ngettext(
                        "%(what)s (%(n)s): somebody else", "%(what)s (%(n)s): somebody else", number
                    )
                    % {"what": kind.label or kind.code, "n": number},
                    required=False,
                    empty_label=_("the same person"),
                )

    def by_kind(self):
        """{code of the kind: person} where somebody else takes over."""
        chosen = {kind.code: self.cleaned_data.get(f"to_{kind.code}") for kind, _number in self.held}
        return {code: person for code, person in chosen.items() if person}
