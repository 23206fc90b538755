"""Tables of units, their versions and former units."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('code', models.CharField(max_length=5, primary_key=True, serialize=False)),
                ('level', models.CharField(choices=[('centre', 'centre'), ('province', 'province'), ('commune', 'commune')], max_length=8)),
                ('province', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='FormerUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('former_code', models.CharField(max_length=5)),
                ('former_name', models.CharField(max_length=80)),
                ('former_district', models.CharField(max_length=80)),
                ('former_province', models.CharField(max_length=80)),
                ('fold', models.CharField(db_index=True, max_length=60)),
                ('parts', models.PositiveSmallIntegerField()),
                ('main_part', models.BooleanField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_units', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='UnitVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('trung_uong', 'trung_uong'), ('tinh', 'tinh'), ('thanh_pho', 'thanh_pho'), ('xa', 'xa'), ('phuong', 'phuong'), ('dac_khu', 'dac_khu')], max_length=10)),
                ('name', models.CharField(max_length=60)),
                ('fold', models.CharField(db_index=True, max_length=60)),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='units.unit')),
            ],
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', '00'), ('level', 'centre'), ('province__isnull', True)), models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('code'), 2), ('level', 'province'), ('province', models.F('code'))), models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('code'), 5), ('level', 'commune'), ('province__isnull', False)), _connector='OR'), name='unit_level_fits_code'),
        ),
        migrations.AddConstraint(
            model_name='formerunit',
            constraint=models.UniqueConstraint(fields=('former_code', 'unit'), name='former_unit_pair_once'),
        ),
        migrations.AddConstraint(
            model_name='formerunit',
            constraint=models.UniqueConstraint(condition=models.Q(('main_part', True)), fields=('former_code',), name='former_unit_one_main_part'),
        ),
        migrations.AddConstraint(
            model_name='formerunit',
            constraint=models.CheckConstraint(condition=models.Q(('parts__gte', 1)), name='former_unit_has_parts'),
        ),
        migrations.AddConstraint(
            model_name='unitversion',
            constraint=models.UniqueConstraint(fields=('unit', 'valid_from'), name='unit_version_starts_once'),
        ),
        migrations.AddConstraint(
            model_name='unitversion',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('unit',), name='unit_version_one_is_open'),
        ),
        migrations.AddConstraint(
            model_name='unitversion',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='unit_version_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='unitversion',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['trung_uong', 'tinh', 'thanh_pho', 'xa', 'phuong', 'dac_khu'])), name='unit_version_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='unitversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'trung_uong'), ('parent', None)), models.Q(models.Q(('kind', 'trung_uong'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='unit_version_centre_has_no_parent'),
        ),
    ]
