"""Persons, their posts, accounts, roles held at a unit, access slips and one-time links.

Owns who somebody is and what opens a door; never what happened in a class.
"""
