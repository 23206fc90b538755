"""Plumbing that knows no word of the domain: refusals, clock, text, words, lists, tokens, processes, the page frame.

Owns no table. Every other room may import it; it imports none of them.
"""
