"""Kinds of papers that are printed and of documents that are kept."""

from enum import StrEnum


class PaperKind(StrEnum):
    """A paper of a site, as its address names it."""

    SIGN_IN = "diem-danh"
    PLATES = "bien-ten"
    ACCESS = "vao-lop"
    GUIDE = "huong-dan"


class CoursePaper(StrEnum):
    """A paper of the course."""

    TIMETABLE = "lich-hoc"
    RULES = "noi-quy"


class DocumentKind(StrEnum):
    """Kinds of documents in the order of a class file."""

    PLAN = "plan"
    DECISION = "decision"
    SUMMONS = "summons"
    LIST = "list"
    TIMETABLE = "timetable"
    RULES = "rules"
    MATERIAL = "material"
    SIGNED = "signed"
    OTHER = "other"


class PrintState(StrEnum):
    """What became of an order."""

    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
