"""Who asks: the address and the device of a request, in a few words."""

import re
from ipaddress import ip_address

from django.http import HttpRequest

# In this order: a browser names those whose engine it shares as well.
_BROWSERS = (
    ("Cốc Cốc", r"coc_coc_browser/(\d+)"),
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("Opera", r"OPR/(\d+)"),
    ("Samsung Internet", r"SamsungBrowser/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|CriOS)/(\d+)"),
    ("Safari", r"Version/(\d+)[^ ]* (?:Mobile/\S+ )?Safari/"),
)
_SYSTEMS = (
    ("Windows 7", r"Windows NT 6\.1"),
    ("Windows 8", r"Windows NT 6\.[23]"),
    ("Windows 10", r"Windows NT 10\.0"),  # 11 says 10 too
    ("Windows", r"Windows"),
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("macOS", r"Mac OS X"),
    ("Linux", r"Linux|X11"),
)


def device_of(user_agent: str) -> str:
    """The family of a browser and its system in a few words: "Chrome 109, Windows 7"; "" for what is unknown.

    Nothing of the header itself is kept: whoever sends it may write into it what he likes.
    """
    text = user_agent[:400]
    found = ((name, re.search(pattern, text)) for name, pattern in _BROWSERS)
    browser = next((f"{name} {match[1][:4]}" for name, match in found if match), "")
    system = next((name for name, pattern in _SYSTEMS if re.search(pattern, text)), "")
    return ", ".join(part for part in (browser, system) if part)


def address_of(remote: str, forwarded_for: str) -> str | None:
    """The address of a client, None when nobody knows.

    `remote` is the other end of the line. It is empty on the office's unix socket, which only our own accept
    process reaches: then the last address of X-Forwarded-For holds, which accept or the trusted proxy wrote.
    """
    for text in (remote, "" if remote else forwarded_for.rpartition(",")[2].strip()):
        try:
            return str(ip_address(text))
        except ValueError:
            continue
    return None


def address_asking(request: HttpRequest) -> str | None:
    """The address that a request comes from, None when nobody knows."""
    return address_of(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))
