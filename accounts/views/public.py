"""What the public frame shows to people who are not signed in."""

from django.conf import settings

from core.models import Park


def public_frame(request):
    """{park, service_phone}: the reader's own park when he is signed in; else the station's when it has one only, or
    the demo's first. `empty` says that the station has no park yet.
    """
    parks = list(Park.objects.order_by("pk")[:2])
    park = parks[0] if len(parks) == 1 or (parks and settings.IS_DEMO) else None
    if request.user.is_authenticated:
        park = request.user.park
    return {"park": park, "service_phone": park.phone if park else "", "empty": not parks}
