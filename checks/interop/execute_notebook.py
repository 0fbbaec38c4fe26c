"""Executes a notebook, whose every cell of code has to show something.

    python execute_notebook.py NOTEBOOK

Exits with 1 where a cell fails or shows nothing, or where the file has outputs in it. Prints the
number of cells of code.
"""

import sys

import nbclient
import nbformat

notebook = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(notebook)
cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
assert not any(cell.outputs or cell.execution_count for cell in cells), (
    f"{sys.argv[1]} has outputs: clear them before it is committed"
)
nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
for cell in cells:
    assert cell.outputs, f"nothing is shown by\n{cell.source}"
print(len(cells))
