from django.db import migrations, models
from django.db.models import F

from diemcau.journal.rules import GENESIS, Accepted, Fact, link

ROWS = 2000


def link_again(apps, schema_editor):
    """Number the commands of every stream in the order of their facts, and make the chain anew."""
    stream, command, fact, before = (
        apps.get_model("journal", name) for name in ("Stream", "Command", "Fact", "OldCommand")
    )
    for head in stream.objects.all():
        facts = (
            Fact(*(bytes(v) if isinstance(v, memoryview) else v for v in row))
            for row in fact.objects.filter(stream=head.name).order_by("seq")
            .values_list(*Fact.__struct_fields__).iterator(ROWS)
        )
        # Of the commands at one place the one that made the fact came first, then those that changed nothing.
        commands = before.objects.filter(stream=head.name).order_by("seq", F("facts").desc())
        head.link, made = GENESIS, []
        for old in commands.iterator(ROWS):
            accepted = Accepted(bytes(old.command_id), bytes(old.digest), old.seq, old.facts, old.late)
            mine = [next(facts, None) for _ in range(old.facts)]
            if [f and (f.seq, f.command_id) for f in mine] != [(old.seq + n, accepted.command_id) for n in range(old.facts)]:
                raise ValueError(f"{head.name}: a command and its facts do not fit at {old.seq}; restore a backup")
            head.commands, head.link = head.commands + 1, link(head.link, accepted, mine)
            made.append(command(
                stream=head.name, no=head.commands, command_id=accepted.command_id, digest=accepted.digest,
                seq=old.seq, facts=old.facts, late=old.late, link=head.link,
            ))
            if len(made) == ROWS:
                command.objects.bulk_create(made)
                made = []
        command.objects.bulk_create(made)
        if next(facts, None) is not None:
            raise ValueError(f"{head.name}: a fact has no command; restore a backup")
        head.save(update_fields=["commands", "link"])


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0001_initial'),
    ]

    operations = [
        migrations.AddField('Stream', 'commands', models.BigIntegerField(default=0)),
        migrations.AddField('Stream', 'erased', models.BigIntegerField(default=0)),
        migrations.AddField('Text', 'erased', models.BigIntegerField(default=0)),
        migrations.RenameModel('Command', 'OldCommand'),
        migrations.CreateModel(
            name='Command',
            fields=[
                ('pk', models.CompositePrimaryKey('stream', 'no', blank=True, editable=False, primary_key=True, serialize=False)),
                ('stream', models.CharField(max_length=64)),
                ('command_id', models.BinaryField(max_length=16)),
                ('digest', models.BinaryField(max_length=32)),
                ('seq', models.BigIntegerField()),
                ('facts', models.IntegerField()),
                ('late', models.BooleanField()),
                ('no', models.BigIntegerField()),
                ('link', models.BinaryField(max_length=32)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('stream', 'command_id'), name='command_once')],
            },
        ),
        migrations.RunPython(link_again, migrations.RunPython.noop),
        migrations.DeleteModel('OldCommand'),
        migrations.DeleteModel('Link'),
        migrations.RemoveConstraint('Fact', 'fact_once'),
    ]
