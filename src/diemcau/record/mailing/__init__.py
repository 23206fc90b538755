"""Mail that the office sends: what is judged about it. Its tables and actions stand with those of the room."""
