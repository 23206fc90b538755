from itertools import islice

from django.db import migrations, models
from django.db.models import F
from msgspec.structs import asdict

from diemcau.journal.rules import GENESIS, Accepted, Fact, link

ROWS = 2000


def link_again(apps, schema_editor):
    """Number the commands of every stream in the order of their facts, and make the chain anew."""
    stream, command, fact, before = (
        apps.get_model("journal", name).objects.using(schema_editor.connection.alias)
        for name in ("Stream", "Command", "Fact", "OldCommand")
    )
    for head in stream.all():
        facts = map(read_fact, fact.filter(stream=head.name).order_by("seq").iterator(ROWS))
        # Of the commands at one place the one that made the fact came first, then those that changed nothing.
        commands = before.filter(stream=head.name).order_by("seq", F("facts").desc())
        head.link, made = GENESIS, []
        for old in commands.iterator(ROWS):
            accepted = Accepted(bytes(old.command_id), bytes(old.digest), old.seq, old.facts, old.late)
            mine = list(islice(facts, old.facts))
            places = [(old.seq + n, accepted.command_id) for n in range(old.facts)]
            if [(one.seq, one.command_id) for one in mine] != places:
                raise ValueError(f"{head.name}: a command and its facts do not fit at {old.seq}")
            head.commands, head.link = head.commands + 1, link(head.link, accepted, mine)
            made.append(command.model(stream=head.name, no=head.commands, link=head.link, **asdict(accepted)))
            if len(made) == ROWS:
                command.bulk_create(made)
                made = []
        command.bulk_create(made)
        if next(facts, None) is not None:
            raise ValueError(f"{head.name}: a fact has no command")
        head.save(update_fields=["commands", "link"])


def read_fact(row):
    """A fact of the first form."""
    columns = (getattr(row, column) for column in Fact.__struct_fields__)
    return Fact(*(bytes(value) if isinstance(value, memoryview) else value for value in columns))


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
