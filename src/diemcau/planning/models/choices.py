"""Fields that hold a member of an enumeration."""

from typing import Any

from django.db import models
from django.db.models import Q


def words_of(kind: Any) -> list[tuple[str, str]]:
    """Choices of a field from an enumeration."""
    return [(member.value, member.value) for member in kind]


def known(name: str, field: str, kind: Any) -> models.CheckConstraint:
    """The constraint that a field holds a member of an enumeration."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": [member.value for member in kind]}))
