"""The cast: departments and accounts."""

from accounts.models import Department, User
from enterprises.models import Membership
from workstation.demo.source import read


def load_people(parks, password):
    """{username: User}. All demo accounts have the one password and need not change it."""
    content = read("people")
    departments = {
        (row["park"], row["code"]): Department.objects.create(
            park=parks[row["park"]], code=row["code"], name=row["name"], short_name=row["short_name"]
        )
        for row in content["departments"]
    }
    hashed = User()
    hashed.set_password(password)
    people = {}
    for row in content["users"]:
        people[row["username"]] = User.objects.create(
            username=row["username"],
            name=row["name"],
            role=row["role"],
            post=row["post"],
            mobile=row["mobile"] or None,
            park=parks.get(row["park"]),
            department=departments.get((row["park"], row["department"])),
            sees_all_parks=row["sees_all_parks"],
            password=hashed.password,
            password_changed_at=hashed.password_changed_at,
            must_change_password=False,
            is_demo=True,
        )
    return people


def load_memberships(people, enterprises):
    """Who acts for which enterprise."""
    for row in read("people")["users"]:
        if row["enterprise"]:
            Membership.objects.create(user=people[row["username"]], enterprise=enterprises[row["enterprise"]])


def accounts_table(people):
    """What the launcher prints: account, name, role, where."""
    return [
        {
            "username": user.username,
            "name": user.name,
            "role": str(user.get_role_display()),
            "note": user.park.short_name if user.park else "",
        }
        for user in people.values()
    ]
