"""Plumbing that knows no word of the domain: refusals, clock, text, words, the page frame.

Owns no table. Every other room may import it; it imports none of them.
"""
