"""Fails if a page of the site would load anything from another place.

python3 docs/site/self_contained.py SITE
"""

import re
import sys
from pathlib import Path

SITE = Path(sys.argv[1])
# Not links that a reader follows: what a browser loads by itself.
LOADS = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*\bsrc=[\"']?(?:https?:)?//[^\s\"'>]*"
    r"|<link\b(?![^>]*\brel=[\"']?(?:canonical|prev|next))[^>]*\bhref=[\"']?(?:https?:)?//[^\s\"'>]*"
    r"|url\([\"']?(?:https?:)?//[^)]*",
)

pages = list(SITE.rglob("*.html"))
found = [f"{file.relative_to(SITE)}: {load[0]}" for file in [*pages, *SITE.rglob("*.css")]
         for load in LOADS.finditer(file.read_text(encoding="utf-8"))]
# Material fetches mermaid where a page has a diagram of it.
found += [f"{page.relative_to(SITE)}: a mermaid diagram" for page in pages
          if re.search(r"class=[\"']?mermaid", page.read_text(encoding="utf-8"))]
if not pages or found:
    sys.exit("\n".join(found) or f"There is no page in {SITE}")
