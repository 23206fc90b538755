"""What is kept of acts that can be taken back; the branch of an entry; the log's own lock."""

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models

from diemcau.record.migrations._append_only import expose, protect


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AlterModelManagers(name="auditentry", managers=[("rows", django.db.models.manager.Manager())]),
        migrations.AddField("auditentry", "unit", models.CharField(default="00", max_length=5)),
        migrations.AddField("auditentry", "province", models.CharField(blank=True, max_length=2)),
        migrations.AddField("auditentry", "fold", models.CharField(blank=True, max_length=160)),
        migrations.AddIndex("auditentry", models.Index(fields=["province", "-id"], name="audit_by_branch")),
        migrations.CreateModel(
            name="Undo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("unit", models.CharField(max_length=5)),
                ("province", models.CharField(blank=True, max_length=2)),
                ("data", models.BinaryField()),
                ("until", models.DateTimeField(db_index=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="undo", to="record.auditentry"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(undone_at=None, undone_by=None)
                        | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                        name="undo_done_by_somebody",
                    )
                ],
            },
            managers=[("rows", django.db.models.manager.Manager())],
        ),
        migrations.RunPython(protect, expose),
    ]
