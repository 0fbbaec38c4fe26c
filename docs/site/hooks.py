"""Makes pages of files outside docs/, and links that hold in the repository hold in the site.

A link to a file of the repository that is no page leads to a page that shows the file.
"""

import json
import os
import re
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, InclusionLevel

ROOT = Path(__file__).resolve().parents[2]

# Where pages from outside docs/ are in the repository; docs/build makes the one in target.
ELSEWHERE = {
    "overview.md": "README.md",
    "DEVELOPMENT.md": "DEVELOPMENT.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "SPEC.md": "data-schemas/SPEC.md",
    "vireo-runs.md": "python/vireo_runs/README.md",
    "vireo-torch.md": "python/vireo_torch/README.md",
    "benchmarks.md": "checks/benchmarks/README.md",
    "command-line.md": "target/site-pages/command-line.md",
}
# Those of them that need not be there.
OPTIONAL = {"CHANGELOG.md"}
# What a page is called in the navigation where its own heading does not say enough there.
TITLES = {"overview.md": "Overview", "SPEC.md": "Datasets, specified", "benchmarks.md": "Benchmarks"}
# How code is coloured by a file's ending; files without one are scripts.
LANGUAGES = {".sh": "bash", "": "bash", ".py": "python", ".yaml": "yaml", ".yml": "yaml", ".java": "java"}

LINK = re.compile(r"(?<!\\)\]\((?P<target>[^)\s]+)\)")
FENCE = re.compile(r"^ *(```|~~~)")
COMMENT = re.compile(r"^<!--.*-->\n", re.MULTILINE)


def on_config(config):
    if (ROOT / "CHANGELOG.md").exists():
        config.nav[-1]["Inside Vireo"].append("CHANGELOG.md")
    return config


def on_files(files, config):
    for name, place in ELSEWHERE.items():
        if (ROOT / place).exists():
            files.append(File.generated(config, name, abs_src_path=str(ROOT / place)))
        elif name not in OPTIONAL:
            raise PluginError(f"There is no {place}, which is the page {name}")
    pages = places(files)
    for place, name in list(pages.items()):
        for target in targets((ROOT / place).read_text(encoding="utf-8")):
            shown = resolve(place, target)
            if shown and shown not in pages and (ROOT / shown).is_file() and not shown.endswith((".svg", ".png")):
                source = f"source/{shown}.md"
                pages[shown] = source
                files.append(
                    File.generated(config, source, content=page_of(shown), inclusion=InclusionLevel.NOT_IN_NAV)
                )
    return files


def on_page_markdown(markdown, page, config, files):
    if page.file.src_uri in TITLES:
        page.meta.setdefault("title", TITLES[page.file.src_uri])
    pages = places(files)
    [place] = (where for where, name in pages.items() if name == page.file.src_uri)
    # A comment right before a table would keep it from being one.
    markdown = COMMENT.sub("", markdown)
    return outside_fences(markdown, lambda line: LINK.sub(lambda link: moved(link, place, page, pages), line))


def on_post_page(output, page, config):
    """A name for screen readers, which Material leaves out."""
    search = 'data-md-component="search" role="dialog"'
    return output.replace(search, f'{search} aria-label="Search"')


def on_post_build(config):
    """Puts the search's index and worker into scripts as well, which a page opened from a folder may load."""
    site = Path(config.site_dir)
    index = (site / "search/search_index.json").read_text(encoding="utf-8")
    (site / "search/search_index.js").write_text(f"var __index = {index}", encoding="utf-8")
    [worker] = (site / "assets/javascripts/workers").glob("search.*.min.js")
    source = json.dumps(worker.read_text(encoding="utf-8")).replace("</", "<\\/")
    (site / "search/offline.js").write_text(f"var __search_worker = {source}", encoding="utf-8")


def moved(link, place, page, pages):
    target = link["target"]
    where = resolve(place, target)
    if where is None or where not in pages:
        return link[0]
    path = os.path.relpath(pages[where], os.path.dirname(page.file.src_uri) or ".")
    anchor = target.partition("#")[2]
    return f"]({path}{'#' + anchor if anchor else ''})"


def resolve(place, target):
    """The repository's path of what a page links to, or None for addresses and places in the page itself."""
    path = target.partition("#")[0]
    if not path or re.match(r"[a-z]+:", path):
        return None
    return os.path.normpath(os.path.join(os.path.dirname(place), path))


def places(files):
    """The names of pages by the paths that they have in the repository."""
    found = {}
    for file in files.documentation_pages():
        if file.src_uri.startswith("source/"):
            place = file.src_uri.removeprefix("source/").removesuffix(".md")
        else:
            place = ELSEWHERE.get(file.src_uri, f"docs/{file.src_uri}")
        found[place] = file.src_uri
    return found


def targets(markdown):
    found = []
    outside_fences(markdown, lambda line: found.extend(link["target"] for link in LINK.finditer(line)) or line)
    return found


def outside_fences(markdown, change):
    lines, fenced = [], False
    for line in markdown.split("\n"):
        if FENCE.match(line):
            fenced = not fenced
        lines.append(line if fenced else change(line))
    return "\n".join(lines)


def page_of(place):
    path = ROOT / place
    text = path.read_text(encoding="utf-8").rstrip()
    if path.suffix == ".ipynb":
        return f"# {place}\n\n" + "\n\n".join(cell_of(cell) for cell in json.loads(text)["cells"])
    return f"# {place}\n\n````{LANGUAGES.get(path.suffix, 'text')}\n{text}\n````\n"


def cell_of(cell):
    text = "".join(cell["source"])
    # The page has a heading of its own.
    return f"````python\n{text}\n````" if cell["cell_type"] == "code" else re.sub("^#", "##", text, flags=re.MULTILINE)
