"""Loading the units: once, again, and after somebody changed something."""

from io import StringIO

import pytest
from django.core.management import call_command

from diemcau.units.actions import Loaded, load_units
from diemcau.units.models import FormerUnit, Unit, UnitVersion
from diemcau.units.rules import split_type

ALL = Loaded(units=3356, versions=3367, former=10597)


def _counts() -> Loaded:
    return Loaded(Unit.objects.count(), UnitVersion.objects.count(), FormerUnit.objects.count())


def test_loading_again_changes_nothing(units: None) -> None:
    before = list(UnitVersion.objects.order_by("unit", "valid_from").values())

    assert load_units() == ALL == _counts()
    assert list(UnitVersion.objects.order_by("unit", "valid_from").values()) == before


def test_loading_mends_what_was_changed_and_opens_a_version_after_closing_the_one_before(units: None) -> None:
    UnitVersion.objects.filter(unit="75", valid_to=None).delete()
    UnitVersion.objects.filter(unit="75").update(valid_to=None, name="Biên Hòa")

    load_units()

    assert list(
        UnitVersion.objects.filter(unit="75").order_by("valid_from").values_list("kind", "name", "valid_to__year")
    ) == [
        ("tinh", "Đồng Nai", 2026),
        ("thanh_pho", "Đồng Nai", None),
    ]


def test_the_command_says_in_words_how_much_it_loaded(units: None) -> None:
    out = StringIO()

    call_command("load_units", stdout=out)

    assert out.getvalue() == "Đã nạp 3356 đơn vị hành chính, 3367 phiên bản, 10597 dòng đơn vị cũ.\n"


@pytest.mark.parametrize(
    ("code", "level", "province"), [("00", "centre", None), ("01", "province", "01"), ("10273", "commune", "01")]
)
def test_a_unit_knows_its_level_and_the_province_of_today(
    units: None, code: str, level: str, province: str | None
) -> None:
    unit = Unit.objects.get(code=code)

    assert (unit.level, unit.province_id) == (level, province)


def test_names_are_stored_with_the_typographic_apostrophe_and_one_spelling_of_types(units: None) -> None:
    assert UnitVersion.objects.get(unit="24829").name == "B’Lao"
    former = FormerUnit.objects.values_list("former_name", "former_district", "former_province")
    assert {split_type(full)[0] for row in former for full in row} == {
        *("Xã", "Phường", "Thị trấn", "Huyện", "Quận", "Thị xã", "Thành phố", "Tỉnh")
    }
    assert [row for row in former for full in row if not full.startswith(f"{split_type(full)[0]} ")] == []
