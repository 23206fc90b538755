"""Changes of the schema."""
