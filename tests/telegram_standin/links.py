"""Which links Telegram keeps, and how it writes them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# "example.com:8080" begins with a host, not with a scheme.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")


def checked_link(link: str) -> str:
    """A link with scheme and path, or "" if it leads nowhere. tg: links are taken as they are.

    >>> checked_link("example.com"), checked_link("javascript:alert(1)")
    ('http://example.com/', '')
    """
    link = link.strip()
    try:
        parts = urlsplit(link if _SCHEME.match(link) else f"http://{link}")
    except ValueError:
        return ""
    if parts.scheme == "tg":
        return link
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "") or " " in parts.netloc:
        return ""
    return parts._replace(path=parts.path or "/").geturl()
