"""Prints a page's blocks of bash, and writes its blocks with a title as files.

python3 docs/site/blocks.py PAGE FOLDER
"""

import re
import sys
from pathlib import Path

page, folder = Path(sys.argv[1]), Path(sys.argv[2])
for language, title, text in re.findall(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', page.read_text(encoding="utf-8"),
                                        re.MULTILINE | re.DOTALL):
    if title:
        file = folder / title
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    elif language == "bash":
        print(text)
