"""``format`` for the engine over ``jsonschema``, whose own checks are looser than the standards.

Sources: RFC 3339 (dates and times, appendix A for durations), RFC 5321 and 1123 (mail, hosts), RFC 4291,
RFC 3986, RFC 4122, RFC 6901. The formats left out need tables of their own (IDNA, IRIs, URI templates):
a schema that uses one is refused rather than passed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date as calendar_date
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from ..core.paths.linear_regex import PatternProblem, compile_linear

_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME: Final = re.compile(r"(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[zZ]|([+-])(\d{2}):(\d{2}))", re.ASCII)
_DURATION: Final = re.compile(
    r"P(?:\d+W|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?"
    r"|T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))",
    re.ASCII,
)
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_ATOM: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_QUOTED: Final = re.compile(r'"(?:[ !#-\[\]-~]|\\[ -~])*"')
_POINTER: Final = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_RELATIVE_POINTER: Final = re.compile(r"(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~[01])*)*)")

_UNRESERVED: Final = r"[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}"
_PATH: Final = rf"(?:{_UNRESERVED}|/)*"
_AUTHORITY: Final = r"(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?"
_HOST: Final = r"(?:\[(?P<ip>[0-9A-Za-z:.]+)\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?"
_REST: Final = rf"(?:\?(?:{_UNRESERVED}|[/?])*)?(?:\#(?:{_UNRESERVED}|[/?])*)?"
_URI: Final = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?://{_AUTHORITY}{_HOST}(?:/{_PATH})?|(?!//){_PATH}){_REST}"
)
_REFERENCE: Final = re.compile(rf"(?://{_AUTHORITY}{_HOST}(?:/{_PATH})?|(?!//)(?![^/?#]*:){_PATH}){_REST}")

_LAST_MINUTE: Final = 23 * 60 + 59
_LONGEST_NAME: Final = 253
_LONGEST_LOCAL_PART: Final = 64


def is_date(text: str) -> bool:
    """A day of the calendar, YYYY-MM-DD."""
    found = _DATE.fullmatch(text)
    if found is None:
        return False
    try:
        calendar_date(*map(int, found.groups()))
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    """A time of day with an offset; second 60 only where it is 23:59:60 in UTC."""
    found = _TIME.fullmatch(text)
    if found is None:
        return False
    hour, minute, second = (int(found[group]) for group in (1, 2, 3))
    offset_hour, offset_minute = int(found[5] or 0), int(found[6] or 0)
    if hour > 23 or minute > 59 or second > 60 or offset_hour > 23 or offset_minute > 59:  # noqa: PLR2004
        return False
    offset = offset_hour * 60 + offset_minute
    utc = hour * 60 + minute + (offset if found[4] == "-" else -offset)
    return second < 60 or utc % (24 * 60) == _LAST_MINUTE  # noqa: PLR2004 - seconds of a minute


def is_date_time(text: str) -> bool:
    """A date, ``T``, and a time with an offset."""
    return len(text) > 11 and text[10] in "tT" and is_date(text[:10]) and is_time(text[11:])  # noqa: PLR2004


def is_hostname(text: str) -> bool:
    """Labels of letters, digits and inner hyphens, at most 63 characters each."""
    return len(text) <= _LONGEST_NAME and all(_LABEL.fullmatch(label) for label in text.split("."))


def is_email(text: str) -> bool:
    """A mailbox: dot-atom or quoted local part, host name or address literal."""
    local, at, domain = text.rpartition("@")
    if not at or len(local) > _LONGEST_LOCAL_PART or not (_ATOM.fullmatch(local) or _QUOTED.fullmatch(local)):
        return False
    if domain.startswith("[") and domain.endswith("]"):
        inner = domain[1:-1]
        return is_ipv6(inner[5:]) if inner.startswith("IPv6:") else is_ipv4(inner)
    return is_hostname(domain)


def is_ipv4(text: str) -> bool:
    """Four decimal numbers without leading zeros."""
    try:
        IPv4Address(text)
    except (AddressValueError, ValueError):
        return False
    return text.isascii()


def is_ipv6(text: str) -> bool:
    """An address without a zone."""
    try:
        IPv6Address(text)
    except (AddressValueError, ValueError):
        return False
    return "%" not in text and text.isascii()


def is_uri(text: str) -> bool:
    """An absolute URI, perhaps with a fragment."""
    return _with_address(_URI.fullmatch(text))


def is_uri_reference(text: str) -> bool:
    """A URI or a relative reference."""
    return _with_address(_URI.fullmatch(text)) or _with_address(_REFERENCE.fullmatch(text))


def _with_address(found: re.Match[str] | None) -> bool:
    return found is not None and (found["ip"] is None or is_ipv6(found["ip"]))


def is_regex(text: str) -> bool:
    """A regular expression of the linear subset."""
    try:
        compile_linear(text)
    except PatternProblem:
        return False
    return True


def _whole(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    "date": is_date,
    "time": is_time,
    "date-time": is_date_time,
    "duration": _whole(_DURATION),
    "email": is_email,
    "hostname": is_hostname,
    "ipv4": is_ipv4,
    "ipv6": is_ipv6,
    "uri": is_uri,
    "uri-reference": is_uri_reference,
    "uuid": _whole(_UUID),
    "json-pointer": _whole(_POINTER),
    "relative-json-pointer": _whole(_RELATIVE_POINTER),
    "regex": is_regex,
}
