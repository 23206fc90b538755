"""Nothing yet."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_initial")]
    operations = []
