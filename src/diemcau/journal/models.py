"""Tables of the journal store. The live process writes them in plain SQL; Django makes and reads them.

Personal data: `Text.words` and `Card.body` can be erased; nothing else here names a person.
"""

from django.db import models


class Stream(models.Model):
    """The head of a journal: how many facts, the last link, the plan. The row that a turn locks."""

    name = models.CharField(primary_key=True, max_length=64)
    position = models.BigIntegerField(default=0)
    link = models.BinaryField()
    plan = models.CharField(max_length=64, blank=True)


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

    class Meta:
        """Each fact of a command once."""

        constraints = (models.UniqueConstraint(fields=["stream", "command_id", "n"], name="fact_once"),)


class Command(models.Model):
    """A command that was accepted: what a repeat is compared with, and answered from."""

    pk = models.CompositePrimaryKey("stream", "command_id")
    stream = models.CharField(max_length=64)
    command_id = models.BinaryField(max_length=16)
    digest = models.BinaryField(max_length=32)
    seq = models.BigIntegerField()
    facts = models.IntegerField()
    late = models.BooleanField()


class Link(models.Model):
    """The chain: one link a turn, over the facts up to `seq`."""

    pk = models.CompositePrimaryKey("stream", "seq")
    stream = models.CharField(max_length=64)
    seq = models.BigIntegerField()
    link = models.BinaryField(max_length=32)


class Text(models.Model):
    """Free text that a fact refers to by id and salted digest. Erasing it empties words and salt."""

    pk = models.CompositePrimaryKey("stream", "id")
    stream = models.CharField(max_length=64)
    id = models.CharField(max_length=48)
    salt = models.BinaryField(max_length=16)
    words = models.TextField()


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
