"""QR codes as drawings for the typesetter."""

import segno


def qr_svg(text: str) -> str:
    """A QR code (15 % of it may be dirty) as SVG with the quiet zone of four modules that readers need."""
    return segno.make(text, error="m", micro=False).svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None)
