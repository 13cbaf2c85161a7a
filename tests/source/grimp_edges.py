"""Print the import edges that grimp finds under a folder, as JSON; run in its own process."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import grimp


def main(root: Path) -> None:
    """Graph all packages of the folder; grimp has to find them, and imports none of them."""
    sys.path.insert(0, str(root))
    packages = sorted(each.parent.name for each in root.glob("*/__init__.py"))
    graph = grimp.build_graph(packages[0], *packages[1:], cache_dir=None)
    edges = [
        (name, imported)
        for name in graph.modules
        for imported in graph.find_modules_directly_imported_by(name)
    ]
    print(json.dumps({"packages": packages, "edges": sorted(edges)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
