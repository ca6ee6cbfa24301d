"""Links made unclickable: a点com, a。com, a[.]com, a(dot)com.

Innocent look-alike: people who warn others write a[.]com, so brackets alone are folded but no disguise.
"""

from __future__ import annotations

from model.normalize.working import Edit, Working
from model.patterns import lazy

_ENDINGS = "com|cn|net|org|top|xyz|vip|cc|icu|club|site|online|shop|fun|live|work|ltd|me|io|app|info|tv|link|win|ink|tk"
_DOT = lazy(
    rf"(?<=[a-z0-9])\s?(?:\[(?:\.|dot|点)\]|\((?:\.|dot|点)\)|\{{\.\}}|【\.】|点|。|·|•|\s\.|\.\s|dot\s|\sdot)\s?"
    rf"(?=(?:{_ENDINGS})(?![a-z0-9]))"
)
# Cheaper to look for, and the beginning of any of these.
_BEGINNING = lazy(r"[a-z0-9][\s\[({【.点。·•d]")
_BRACKETS = "[({【"


def fold_addresses(work: Working) -> None:
    """Dots of addresses.

    >>> from model.normalize import normalize
    >>> normalize("登录 icbc-x点top 领取").folded
    '登录 icbc-x.top 领取'
    """
    if not _BEGINNING.search(work.text):
        return
    edits = [Edit(match.start(), match.end(), ".") for match in _DOT.finditer(work.text)]
    work.mark_all("link", [edit for edit in edits if not _is_convention(work.text[edit.start : edit.end])])
    work.edit("defanged link", edits)


def _is_convention(dot: str) -> bool:
    return dot.strip()[:1] in _BRACKETS or dot.strip() == "."
