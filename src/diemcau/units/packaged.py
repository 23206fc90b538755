"""The tables of units that come with the package, as they are: no database is needed to read them."""

import csv
from collections.abc import Iterator
from importlib import resources

from diemcau.base.text import clean


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of `units.csv` or `former_units.csv`; data/README.md tells what the columns are."""
    text = (resources.files("diemcau.units") / "data" / name).read_text(encoding="utf-8")
    return csv.DictReader(clean(text).splitlines())
