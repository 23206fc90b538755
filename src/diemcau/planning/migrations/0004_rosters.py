"""Rosters that were sent in, and their rows."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

_STATES = ["reading", "ready", "applying", "applied", "undone", "refused", "dropped"]
_ENDS = ["ready", "repaired", "asks", "refused", "left_out"]
_DOES = ["add", "change", "same", "nothing"]


def _choices(values):
    return [(value, value) for value in values]


def _known(name, field, values):
    return models.CheckConstraint(name=name, condition=models.Q(**{f"{field}__in": values}))


class Migration(migrations.Migration):
    dependencies = [("planning", "0003_sites"), ("people", "0001_initial"), ("units", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="RosterFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("batch", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("state", models.CharField(choices=_choices(_STATES), default="reading", max_length=8)),
                ("refused", models.CharField(blank=True, max_length=60)),
                ("refused_data", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("told", models.TextField(blank=True)),
                ("missing", models.JSONField(default=list)),
                ("removing", models.JSONField(default=list)),
                ("plan", models.CharField(blank=True, max_length=64)),
                ("applied_at", models.DateTimeField(null=True)),
                ("entry", models.PositiveBigIntegerField(null=True)),
                ("before", models.TextField(blank=True)),
                ("after", models.CharField(blank=True, max_length=64)),
                ("forgotten", models.BooleanField(default=False)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rosters", to="planning.course"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="planning.site",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "applied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-id"], "constraints": [_known("roster_state_known", "state", _STATES)]},
            managers=[("rows", django.db.models.manager.Manager())],
        ),
        migrations.CreateModel(
            name="RosterRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("fold", models.CharField(max_length=120)),
                ("ends", models.CharField(choices=_choices(_ENDS), max_length=8)),
                ("does", models.CharField(choices=_choices(_DOES), max_length=8)),
                ("body", models.TextField()),
                ("answers", models.TextField(default="{}")),
                ("settled", models.TextField()),
                ("changes", models.TextField(default="[]")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="planning.rosterfile"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="planning.site",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "ordering": ["file", "place"],
                "indexes": [
                    models.Index(fields=["file", "ends"], name="roster_row_by_end"),
                    models.Index(fields=["file", "does"], name="roster_row_by_deed"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("file", "place"), name="roster_row_place_once"),
                    _known("roster_row_ends_known", "ends", _ENDS),
                    _known("roster_row_does_known", "does", _DOES),
                ],
            },
            managers=[("rows", django.db.models.manager.Manager())],
        ),
    ]
