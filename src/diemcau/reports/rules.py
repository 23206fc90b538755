"""How numbers are written, and how figures of the levels must add up. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from diemcau.base.refused import Refused

CENTRE, PROVINCE, SITE = "centre", "province", "site"
# Figures of the class itself: the same on every level, so they are never added.
OF_THE_CLASS = ("topics.", "lessons.", "proposals.", "units.", "sittings.", "secret.", "survey.", "run.notices.")


def number(value: int) -> str:
    """1204 as "1.204"; -3 as "-3"."""
    return f"{value:,}".replace(",", ".")


def counted(value: int) -> str:
    """A number of things as papers write it: below ten with a leading 0, but 0 itself."""
    return f"{value:02}" if 0 < value < 10 else number(value)


def share(part: int, whole: int, lang: str = "vi") -> str:
    """Per cent with one place: 92,9% (vi), 92.9% (en); "–" of nothing. Rounded half up, as people do by hand."""
    if whole <= 0:
        return "–"
    tenths = (2 * 1000 * part + whole) // (2 * whole)
    mark = "." if lang == "en" else ","
    return f"{tenths // 10}{mark}{tenths % 10}%"


def mean(total: int, of: int, lang: str = "vi") -> str:
    """`total` shared by `of`, with one place: 3,8 (vi), 3.8 (en); "–" of nothing. Rounded half up."""
    if of <= 0:
        return "–"
    tenths = (2 * 10 * total + of) // (2 * of)
    return f"{tenths // 10}{'.' if lang == 'en' else ','}{tenths % 10}"


def median(counts: Sequence[int], lang: str = "vi") -> str:
    """The middle step of so many answers at steps 1, 2, 3 …: 4; between two middle ones halfway: 3,5; "–" of none."""
    steps = [step for step, many in enumerate(counts, 1) for _ in range(many)]
    if not steps:
        return "–"
    both = steps[(len(steps) - 1) // 2] + steps[len(steps) // 2]
    return mean(both, 2, lang) if both % 2 else str(both // 2)


def adds_up(key: str) -> bool:
    """Whether a figure of a level is the sum of that of the levels below."""
    return not key.startswith(OF_THE_CLASS)


def check_sum(key: str, where: str, whole: int, parts: Iterable[int]) -> None:
    """Refuses: reports.sums, when parts do not add up to the whole."""
    total = sum(parts)
    if total != whole:
        raise Refused("reports.sums", 409, figure=key, where=where, whole=whole, parts=total)


def check_levels(
    centre: Mapping[str, int],
    provinces: Mapping[str, Mapping[str, int]],
    sites: Mapping[str, Mapping[str, Mapping[str, int]]],
) -> None:
    """Site adds up to province, province and the centre's own site ("00") to centre, for every figure that adds up.

    `sites`: province → place → key → value. Refuses: reports.sums.
    """
    for key, whole in centre.items():
        if adds_up(key):
            check_sum(key, CENTRE, whole, (values.get(key, 0) for values in provinces.values()))
    for code, values in provinces.items():
        keys = set(values) | {key for place in sites.get(code, {}).values() for key in place}
        for key in sorted(filter(adds_up, keys)):
            parts = (place.get(key, 0) for place in sites.get(code, {}).values())
            check_sum(key, code, values.get(key, 0), parts)
