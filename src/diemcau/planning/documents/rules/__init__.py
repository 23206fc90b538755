"""What a document may be, and what is taken out of pictures. Pure."""
