"""Nothing yet."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("planning", "0002_timetable")]
    operations = []
