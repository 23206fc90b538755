"""Accounts with passwords: why one is off, its last use, what its password is good for."""

from django.db import migrations, models

from diemcau.base.text import fold


def fill(apps, schema_editor):
    """Accounts of before: the search form of their words; those that are off were blocked."""
    accounts = apps.get_model("people", "Account")
    for account in accounts.objects.all():
        account.email = account.email.lower()
        account.fold = fold(f"{account.name} {account.username} {account.email}")
        account.off = "" if account.is_active else "blocked"
        account.save()


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.AddField("account", "fold", models.CharField(blank=True, default="", max_length=450), preserve_default=False),
        migrations.AddField(
            "account",
            "off",
            models.CharField(
                blank=True, choices=[("blocked", "blocked"), ("idle", "idle")], default="", max_length=8
            ),
            preserve_default=False,
        ),
        migrations.AddField("account", "used_on", models.DateField(null=True)),
        migrations.AddField("account", "long_password", models.BooleanField(default=False)),
        migrations.AddField("account", "password_due", models.BooleanField(default=False)),
        migrations.AddField("roleheld", "rights_ended_at", models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            "account",
            models.UniqueConstraint(
                condition=models.Q(("email", ""), _negated=True), fields=("email",), name="account_email_once"
            ),
        ),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_active", True), ("off", "")),
                    models.Q(("is_active", False), ("off__in", ["blocked", "idle"])),
                    _connector="OR",
                ),
                name="account_off_for_a_reason",
            ),
        ),
    ]
