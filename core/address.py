"""The address a request came from, behind as many trusted proxies as `PROXY_COUNT` says."""

import ipaddress

from django.conf import settings


def client_address(request):
    """What the outermost of our own proxies saw; without proxies the peer. None when there is no address (a socket)."""
    proxies = settings.AXES_IPWARE_PROXY_COUNT or 0
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    found = chain[-proxies] if 0 < proxies <= len(chain) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return None
