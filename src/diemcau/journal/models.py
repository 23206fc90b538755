"""Tables of the journal store. The live process writes them in plain SQL; Django makes and reads them.

Personal data: `Text.words` and `Card.body` can be erased; nothing else here names a person.
"""

from django.db import models


class Stream(models.Model):
    """The head of a journal: how many facts and commands, the last link, the plan. The row that a turn locks.

    `erased` counts the texts that were erased, so that readers see when to forget words.
    """

    name = models.CharField(primary_key=True, max_length=64)
    position = models.BigIntegerField(default=0)
    commands = models.BigIntegerField(default=0)
    link = models.BinaryField()
    plan = models.CharField(max_length=64, blank=True)
    erased = models.BigIntegerField(default=0)


class Fact(models.Model):
    """An entry of a journal; see `rules.Fact`. Inserted, never changed."""

    pk = models.CompositePrimaryKey("stream", "seq")
    stream = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    n = models.IntegerField()
    command_id = models.BinaryField(max_length=16)
    kind = models.CharField(max_length=64)
    version = models.SmallIntegerField()
    activity = models.CharField(max_length=64)
    actor = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    device = models.CharField(max_length=64)
    at = models.BigIntegerField()
    claimed_at = models.BigIntegerField()
    received_at = models.BigIntegerField()
    late = models.BooleanField()
    body = models.BinaryField()


class Command(models.Model):
    """A command that was accepted, the `no`-th of its stream: what a repeat is answered from, and its link."""

    pk = models.CompositePrimaryKey("stream", "no")
    stream = models.CharField(max_length=64)
    command_id = models.BinaryField(max_length=16)
    digest = models.BinaryField(max_length=32)
    seq = models.BigIntegerField()
    facts = models.IntegerField()
    late = models.BooleanField()
    no = models.BigIntegerField()
    link = models.BinaryField(max_length=32)

    class Meta:
        """Each command once, and with it each of its facts."""

        constraints = (models.UniqueConstraint(fields=["stream", "command_id"], name="command_once"),)


class Text(models.Model):
    """Free text that a fact refers to by id and salted digest.

    Erasing it empties words and salt; `erased` then says that it was the how many-th of its stream.
    """

    pk = models.CompositePrimaryKey("stream", "id")
    stream = models.CharField(max_length=64)
    id = models.CharField(max_length=48)
    salt = models.BinaryField(max_length=16)
    words = models.TextField()
    erased = models.BigIntegerField(default=0)


class Blob(models.Model):
    """A frozen plan under its SHA-256 digest (hex)."""

    digest = models.CharField(primary_key=True, max_length=64)
    body = models.BinaryField()


class Card(models.Model):
    """What desks show about a seat or site and no fact holds: name, post, telephone of a helper. Erasable."""

    pk = models.CompositePrimaryKey("stream", "key")
    stream = models.CharField(max_length=64)
    key = models.CharField(max_length=32)
    body = models.TextField()


class Quarantine(models.Model):
    """What was sent and could not be believed: foreign subjects, one id with two contents."""

    stream = models.CharField(max_length=64)
    received_at = models.BigIntegerField()
    site = models.BigIntegerField()
    actor = models.CharField(max_length=64)
    device = models.CharField(max_length=64)
    code = models.CharField(max_length=64)
    command_id = models.CharField(max_length=64)
    raw = models.BinaryField()


class Revocation(models.Model):
    """Tokens of an actor with an older epoch are dead."""

    actor = models.CharField(primary_key=True, max_length=64)
    epoch = models.BigIntegerField()
