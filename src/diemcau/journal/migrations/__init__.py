"""Migrations of the journal store."""
