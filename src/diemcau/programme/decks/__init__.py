"""Slides as they are handed in: a PDF or PPTX file becomes pictures of its pages, in a child process with limits."""
