"""Streams of facts: append in turns, read after a position, chain. Generic: knows no kind of fact.

Owns the journal store (facts, links of the chain, texts that can be erased, blobs, quarantine).
Words: a *stream* is the journal of one sitting; a *fact* is an entry, never changed; a *command* is
what was sent; a *turn* appends the facts of a batch of commands in one transaction.
"""
