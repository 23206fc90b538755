"""Nothing yet."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("record", "0002_undo")]
    operations = []
