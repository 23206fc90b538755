"""Documents of class files, what sites have handed in, and orders for print."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

_KINDS = ["plan", "decision", "summons", "list", "timetable", "rules", "material", "signed", "other"]
_TYPES = ["pdf", "docx", "xlsx", "jpg", "png"]
_STATES = ["making", "ready", "failed"]


def _choices(values):
    return [(value, value) for value in values]


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0004_rosters"),
        ("units", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClassDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=_choices(_KINDS), max_length=10)),
                ("title", models.CharField(max_length=240)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("dated", models.CharField(blank=True, max_length=30)),
                ("name", models.CharField(max_length=160)),
                ("type", models.CharField(choices=_choices(_TYPES), max_length=4)),
                ("digest", models.CharField(db_index=True, max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="planning.course"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="planning.site",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="planning.sitting",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
            ],
            options={
                "ordering": ["kind", "id"],
                "indexes": [models.Index(fields=["course", "unit", "kind"], name="document_by_place")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("kind__in", _KINDS)), name="document_kind_known"),
                    models.CheckConstraint(condition=models.Q(("type__in", _TYPES)), name="document_type_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sitting", None), models.Q(("kind", "signed"), ("site__isnull", False)), _connector="OR"
                        ),
                        name="document_of_a_sitting_is_signed",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PrintOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paper", models.CharField(max_length=10)),
                ("sittings", models.JSONField(default=list)),
                ("lang", models.CharField(max_length=2)),
                ("address", models.CharField(max_length=200)),
                ("state", models.CharField(choices=_choices(_STATES), default="making", max_length=6)),
                ("done", models.PositiveIntegerField(default=0)),
                ("all", models.PositiveIntegerField(default=0)),
                ("size", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="planning.course"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("state__in", _STATES)), name="print_state_known")
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SiteFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("handed_in", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=240)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="file", to="planning.site"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handed_in", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="site_file_back_with_a_reason",
                    )
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
    ]
