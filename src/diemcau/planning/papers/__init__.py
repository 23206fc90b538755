"""Papers for print, one module each with its Typst file: data in, PDF out. Nothing here asks a database."""
