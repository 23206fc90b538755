"""How long the desk of a link lives."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_accounts"),
    ]

    operations = [
        migrations.AddField(
            model_name="link",
            name="desk_minutes",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
