"""Reading papers back: pages as text, and the fonts inside."""

import pypdfium2


def pages(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def flat(text: str) -> str:
    """On one line: where lines break is the typesetter's."""
    return " ".join(text.split())
