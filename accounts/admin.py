"""/admin/ for the system administrator: departments and the plain data of accounts. Business models are not here.

Accounts are made at /people/new/, passwords are set by their owners through a link, roles are given by the security
administrator; so none of these can be done here, and nobody is deleted.
"""

from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.models import Department, User

admin.site.unregister(Group)


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    """Departments of the parks."""

    list_display = ["name", "short_name", "code", "park"]
    list_filter = ["park"]
    search_fields = ["name", "short_name"]


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Name, contact data, department; the rest is read."""

    list_display = ["username", "name", "role", "park", "is_active", "last_login"]
    list_filter = ["role", "is_active"]
    search_fields = ["username", "name"]
    list_select_related = ["park"]
    fields = [
        "username",
        "name",
        "role",
        "park",
        "department",
        "mobile",
        "email",
        "post",
        "must_change_password",
        "is_active",
        "last_login",
        "created_at",
        "left_at",
    ]
    readonly_fields = ["username", "role", "park", "is_active", "last_login", "created_at", "left_at"]

    def has_add_permission(self, request):
        """At /people/new/, with a link for the password."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody is deleted: accounts are closed."""
        return False

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """A department of the person's own park."""
        if db_field.name == "department":
            match = request.resolver_match
            person = User.objects.filter(pk=match.kwargs.get("object_id")).first() if match else None
            kwargs["queryset"] = Department.objects.filter(park_id=person.park_id if person else None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
