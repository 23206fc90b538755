"""Pages of programmes for the training office, and of proposals for provinces."""
