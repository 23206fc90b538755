"""Settings, the table of contents (urls), the doors of the command line. Knows every room."""
