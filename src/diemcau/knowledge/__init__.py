"""Obstacles on their way to an answer, lessons, proposals; each names what stands behind it.

Obstacles and lessons are taken up from the journal of a closed sitting, once for each fact. An obstacle is new,
answered, published (or withdrawn by who sent it). A reply says what it is: a lecturer's view, guidance with
number and date of its document, passed on to a body, noted for the report. A proposal is about content, method
or mechanism, names the ability that it raises and at least one lesson, obstacle or result behind it.

Never changes a fact, never shows a view as guidance, never names a learner.
"""
