"""The triggers that keep the audit log append-only in the database itself, for the migrations of this room.

SQLite drops a table's triggers when a migration makes the table anew: whichever changes AuditEntry ends with
`RunPython(protect, expose)` again.
"""

TABLE = "record_auditentry"
SAYS = "the audit log is append-only"

SQLITE = {
    f"{TABLE}_no_{verb.lower()}": f"BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    for verb in ("UPDATE", "DELETE")
}
POSTGRES = (
    f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
    f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
)


def protect(_apps, editor):
    """Make the triggers, whether they were there or not."""
    expose(_apps, editor)
    if editor.connection.vendor == "postgresql":
        for statement in POSTGRES:
            editor.execute(statement)
    else:
        for name, what in SQLITE.items():
            editor.execute(f"CREATE TRIGGER {name} {what}")


def expose(_apps, editor):
    """Take them away."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_append_only ON {TABLE}")
        editor.execute(f"DROP FUNCTION IF EXISTS {TABLE}_refuse()")
    else:
        for name in SQLITE:
            editor.execute(f"DROP TRIGGER IF EXISTS {name}")
