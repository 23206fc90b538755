"""Rooms: how large, with what, connected how; sites are found by name and stand by the tree."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

from diemcau.base.text import fold


def _place(unit: str, province: str | None) -> str:
    return unit if len(unit) == 2 else f"{province}{unit}"


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Give sites that are there the columns of search and order."""
    site = apps.get_model("planning", "Site")
    sites = list(site._base_manager.select_related("unit"))
    for one in sites:
        one.fold, one.place = fold(one.name), _place(one.unit_id, one.unit.province_id)
    site._base_manager.bulk_update(sites, ["fold", "place"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_timetable")]
    operations = [
        migrations.AddField("site", "fold", models.CharField(default="", max_length=160)),
        migrations.AddField("site", "place", models.CharField(default="", max_length=7)),
        migrations.AddField("site", "capacity", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("site", "equipment", models.JSONField(default=list)),
        migrations.AddField(
            "site",
            "connection",
            models.CharField(
                blank=True,
                choices=[("dedicated", "dedicated"), ("internet", "internet"), ("both", "both")],
                default="",
                max_length=9,
            ),
            preserve_default=False,
        ),
        migrations.AddField("site", "checked_on", models.DateField(null=True)),
        migrations.AddField(
            "site", "notes", models.CharField(blank=True, default="", max_length=1000), preserve_default=False
        ),
        migrations.AddIndex("site", models.Index(fields=["course", "place", "no"], name="site_by_place")),
        migrations.AddConstraint(
            "site",
            models.CheckConstraint(
                name="site_connection_known", condition=Q(connection__in=["", "dedicated", "internet", "both"])
            ),
        ),
        migrations.AddConstraint(
            "site",
            models.CheckConstraint(
                name="site_has_room_for_some", condition=Q(capacity=None) | Q(capacity__gte=1, capacity__lte=5000)
            ),
        ),
        # The last one: PostgreSQL changes no table in a transaction that has changed its rows.
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
