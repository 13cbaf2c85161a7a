"""django-filer: fields for files are foreign keys to rows that describe them."""

from __future__ import annotations

from decompose_source.packages._package import Package


def _field(name: str, base: str, target: str) -> str:
    return f"""
class {name}({base}):
    def __init__(self, **kwargs):
        kwargs["to"] = kwargs.get("to", "{target}")
        super().__init__(**kwargs)
"""


_FILE = (
    f"from django.db import models\n{_field('FilerFileField', 'models.ForeignKey', 'filer.File')}"
)
_BELOW = "from django.db import models\nfrom filer.fields.file import FilerFileField\n"

package = Package(
    stubs={
        "filer": "",
        "filer.fields": "",
        "filer.fields.file": _FILE,
        "filer.fields.image": _BELOW + _field("FilerImageField", "FilerFileField", "filer.Image"),
        "filer.fields.folder": _BELOW
        + _field("FilerFolderField", "models.ForeignKey", "filer.Folder"),
    },
    kept=True,
)
