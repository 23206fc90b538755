"""Documents that people bring to a class file: judged by content, cleaned, kept by digest."""
