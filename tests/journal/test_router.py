"""The journal's tables lie in the journal's store, and nothing reaches from there into the office's."""

from diemcau.journal.models import Fact, Stream
from diemcau.journal.router import JournalRouter
from diemcau.units.models import Unit


def test_the_journal_s_tables_are_in_a_store_of_their_own() -> None:
    router = JournalRouter()
    assert [router.db_for_read(model) for model in (Fact, Unit)] == ["journal", "default"]
    assert [router.db_for_write(model) for model in (Fact, Unit)] == ["journal", "default"]
    assert [router.allow_migrate(alias, room) for alias in ("journal", "default") for room in ("journal", "units")] == [
        True,
        False,
        False,
        True,
    ]
    assert (router.allow_relation(Fact(), Stream()), router.allow_relation(Fact(), Unit())) == (True, False)
