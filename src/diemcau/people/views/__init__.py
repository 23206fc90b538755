"""Screens of the ways in, of one's own account, and of the accounts of others."""
