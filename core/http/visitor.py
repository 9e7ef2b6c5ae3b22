"""Where a request comes from, as far as limits go."""

import ipaddress

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

HOUSEHOLD = 64  # bits of an IPv6 address that one connection to the Internet has for itself


def visitor_of(request: HttpRequest) -> str:
    """Name the visitor's network: an IPv4 address, or the first 64 bits of an IPv6 address."""
    return network_of(get_adapter(request).get_client_ip(request))


def network_of(address: str) -> str:
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv6Address):
        if read.ipv4_mapped is not None:
            return str(read.ipv4_mapped)
        return str(ipaddress.IPv6Network((read, HOUSEHOLD), strict=False))
    return str(read)
