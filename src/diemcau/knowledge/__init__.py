"""Obstacles on their way to an answer, lessons, proposals; each names what stands behind it."""
