"""The audit log, background jobs, mail. Owns what the office did and when."""
