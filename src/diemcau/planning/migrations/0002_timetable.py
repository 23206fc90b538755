"""Lecturers who stand in and who cannot come; releases of timetables."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterModelOptions(
            name="lecturer",
            options={"ordering": ["course", "topic_no", "stand_in", "id"]},
        ),
        migrations.AddField(
            model_name="lecturer",
            name="stand_in",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="lecturer",
            constraint=models.UniqueConstraint(
                name="lecturer_one_stands_in", fields=("course", "topic_no"), condition=models.Q(("stand_in", True))
            ),
        ),
        migrations.CreateModel(
            name="LecturerAway",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("half", models.CharField(blank=True, choices=[("sang", "sang"), ("chieu", "chieu")], max_length=5)),
                (
                    "lecturer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="away", to="planning.lecturer"
                    ),
                ),
            ],
            options={
                "ordering": ["on", "-half"],
                "constraints": [
                    models.UniqueConstraint(name="lecturer_away_once", fields=("lecturer", "on", "half")),
                    models.CheckConstraint(
                        name="lecturer_away_half_known", condition=models.Q(("half__in", ["", "sang", "chieu"]))
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TimetableRelease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("content", models.TextField()),
                ("released_at", models.DateTimeField()),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="timetables", to="planning.course"
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
            ],
            options={
                "ordering": ["course", "-version"],
                "constraints": [
                    models.UniqueConstraint(name="timetable_version_once", fields=("course", "version")),
                    models.CheckConstraint(
                        name="timetable_version_from_one", condition=models.Q(("version__gte", 1))
                    ),
                ],
            },
        ),
    ]
