"""Texts that break software: scripts that would run, and words that were never foreseen. The same at every run."""

import json
from itertools import product
from pathlib import Path

RUN = "window.hit=1"


def _scripts() -> list[str]:
    """Ways to make a page run `RUN`, by tag, event, scheme, encoding and context."""
    events = ("onerror", "onload", "onclick", "onfocus autofocus", "onmouseover", "ontoggle open", "onanimationstart")
    tags = (
        "<img src=x {e}={r}>",
        "<svg {e}={r}>",
        "<body {e}={r}>",
        "<input {e}={r}>",
        "<details {e}={r}>x</details>",
        "<iframe {e}={r}></iframe>",
        "<video src=x {e}={r}></video>",
        "<a href=# {e}={r}>x</a>",
        "<math><mtext {e}={r}>",
        "<style>@keyframes x{{}}</style><b style='animation-name:x' {e}={r}>x</b>",
    )
    wrappings = ("{}", '">{}', "'>{}", "</textarea>{}", "</title>{}")
    made = [wrap.format(tag.format(e=event, r=RUN)) for wrap, tag, event in product(wrappings[:3], tags, events) if tag]
    plain = (
        f"<script>{RUN}</script>",
        f"<ScRiPt>{RUN}</sCrIpT>",
        f"<script/x>{RUN}</script>",
        f"<script\n>{RUN}</script >",
        f"<scr<script>ipt>{RUN}</script>",
        f"\x00<script>{RUN}</script>",
        f"<script>/*\u2028*/{RUN}</script>",
        f"＜script＞{RUN}＜/script＞",
        f"&lt;script&gt;{RUN}&lt;/script&gt;",
        f"%3Cscript%3E{RUN}%3C/script%3E",
        f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
        f"<svg><script>{RUN}</script></svg>",
        f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
        f"<object data='javascript:{RUN}'></object>",
        f"<embed src='javascript:{RUN}'>",
        f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
        f"<form action='javascript:{RUN}'><button>x</button></form>",
        f"<a href='javascript:{RUN}'>x</a>",
        f"<a href='java\tscript:{RUN}'>x</a>",
        f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
        f"<base href='javascript:{RUN}//'>",
        f"<link rel=stylesheet href='javascript:{RUN}'>",
        f"<template><script>{RUN}</script></template>",
        f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
        f"<!--><script>{RUN}</script-->",
        f"]]><script>{RUN}</script>",
        f"{{{{constructor.constructor('{RUN}')()}}}}",
        f"${{{RUN}}}",
        f"';{RUN};//",
        f'";{RUN};//',
        f"`;{RUN};//",
        f"\\';{RUN};//",
        f"javascript:{RUN}",
        f"JaVaScRiPt:{RUN}",
        f"data:text/html,<script>{RUN}</script>",
        f"vbscript:{RUN}",
        f"[x](javascript:{RUN})",
        f'![x](x"onerror="{RUN})',
        f'=HYPERLINK("javascript:{RUN}")',
        f"<x contenteditable onblur={RUN}>x</x>",
    )
    made += [wrap.format(text) if wrap != "{}" else text for wrap, text in product(wrappings, plain)]
    return made


SCRIPTS = tuple(dict.fromkeys(_scripts()))
# Words that a clerk, a phone or a prankster types and nobody thought of.
WORDS: tuple[str, ...] = tuple(json.loads((Path(__file__).parent / "naughty_words.json").read_text(encoding="ascii")))
