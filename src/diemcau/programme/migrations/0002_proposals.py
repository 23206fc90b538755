"""Proposals for open slots, slides replaced for a sitting, and who saved a draft last."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WHO = settings.AUTH_USER_MODEL


def _by(**options: object) -> models.ForeignKey:
    return models.ForeignKey(WHO, django.db.models.deletion.PROTECT, related_name="+", **options)


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial"), ("people", "0001_initial"), ("units", "0001_initial")]
    operations = [
        migrations.AddField("programme", "saved_by", _by(null=True)),
        migrations.AddField("programme", "saved_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            "SlotProposal",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("topic_no", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("slot", models.CharField(max_length=600)),
                ("content", models.TextField()),
                ("state", models.CharField(default="sent", max_length=9)),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("changed", models.BooleanField(default=False)),
                ("entered", models.CharField(blank=True, max_length=300)),
                (
                    "programme",
                    models.ForeignKey(
                        "programme.programme", django.db.models.deletion.PROTECT, related_name="proposals"
                    ),
                ),
                ("unit", models.ForeignKey("units.unit", django.db.models.deletion.PROTECT, related_name="+")),
                ("proposed_by", _by()),
                ("decided_by", _by(null=True)),
            ],
            {
                "constraints": [
                    models.CheckConstraint(
                        name="slot_proposal_state_known",
                        condition=models.Q(state__in=["sent", "approved", "declined", "withdrawn"]),
                    ),
                    models.CheckConstraint(
                        name="slot_proposal_kind_known", condition=models.Q(kind__in=["situation", "question", "lesson"])
                    ),
                    models.CheckConstraint(
                        name="slot_proposal_decided_by_somebody",
                        condition=models.Q(decided_at=None, decided_by=None)
                        | models.Q(decided_at__isnull=False, decided_by__isnull=False),
                    ),
                    models.CheckConstraint(
                        name="slot_proposal_declined_with_a_reason",
                        condition=~models.Q(state="declined") | ~models.Q(reason=""),
                    ),
                ]
            },
            managers=[("rows", models.manager.Manager())],
        ),
        migrations.CreateModel(
            "DeckChange",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sitting", models.PositiveBigIntegerField(db_index=True)),
                ("topic_no", models.PositiveSmallIntegerField()),
                ("deck", models.TextField()),
                ("pages", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(max_length=600)),
                ("live", models.BooleanField()),
                ("made_at", models.DateTimeField()),
                ("made_by", _by()),
            ],
            {
                "constraints": [
                    models.CheckConstraint(name="deck_change_has_pages", condition=models.Q(pages__gte=1)),
                    models.CheckConstraint(name="deck_change_says_why", condition=~models.Q(reason="")),
                ]
            },
        ),
    ]
