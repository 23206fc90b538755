"""`load_units`: fill the tables of units from the package's data."""

from typing import Any

from django.core.management.base import BaseCommand

from diemcau.base.words import say
from diemcau.units.actions import load_units


class Command(BaseCommand):
    """May be repeated, also after an update of the package."""

    help = "Load or update the units of Vietnam that come with the package."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load, then say how many rows there are."""
        loaded = load_units()
        self.stdout.write(say("cli.units.loaded", units=loaded.units, versions=loaded.versions, former=loaded.former))
