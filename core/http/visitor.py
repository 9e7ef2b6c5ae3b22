"""Where a request comes from, as far as limits go."""

import ipaddress

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

HOUSEHOLD = 64  # bits of an IPv6 address that one connection to the Internet has for itself
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # a translator before us puts IPv4 visitors there


def visitor_of(request: HttpRequest) -> str:
    """Name the visitor's network: an IPv4 address, or the first 64 bits of an IPv6 address."""
    return network_of(get_adapter(request).get_client_ip(request))


def network_of(address: str) -> str:
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    inside = _ipv4_inside(read)
    return str(inside or ipaddress.IPv6Network((read, HOUSEHOLD), strict=False))


def _ipv4_inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address was made of: else all such visitors would be one."""
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    through_tunnel = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or through_tunnel
