"""Small files of slides, made here: so many pages with words, one with a password, a ZIP file."""

import zipfile
from io import BytesIO

SIZE = "/MediaBox [0 0 960 540]"


def pdf(*pages: str, extra: str = "") -> bytes:
    """A PDF file with a page of 16:9 for each text; ASCII only, lines parted by a line break."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{4 + 2 * n} 0 R' for n in range(len(pages)))}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, text in enumerate(pages):
        shown = " ".join(f"({line}) Tj 0 -40 Td" for line in text.split("\n"))
        stream = f"0.9 0.95 1 rg 0 0 960 540 re f 0 g BT /F1 36 Tf 60 440 Td {shown} ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R {SIZE} /Contents {5 + 2 * n} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        ]
    made, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {extra}>>\nstartxref\n{len(made)}\n%%EOF\n"
    return f"{made}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode()


# Encrypted by a user's password that nobody gave: 40-bit RC4, keys of zeros.
LOCKED = pdf(
    "Mat", extra=f"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <{'00' * 32}> /U <{'11' * 32}> /P -4 >> "
)


def zipped(files: dict[str, str]) -> bytes:
    """A ZIP file of texts."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return packed.getvalue()
