"""Finds files that models keep in the project's storage, which all apps share.

https://docs.djangoproject.com/en/5.2/topics/files/
"""

from __future__ import annotations

from collections.abc import Iterator

from decompose_analyzer.detector import Detector, Found
from decompose_analyzer.scan import Scan, model_end
from decompose_core.coupling import CouplingSeverity, Effect, End, Settlement

FIELDS = ("FileField", "ImageField")


def find(scan: Scan) -> Iterator[Found]:
    """Look at the file fields of every model."""
    package = (scan.project.settings_module or "project").partition(".")[0]
    for model in scan.project.models:
        if model.abstract or model.proxy:
            continue
        for field in model.fields:
            if field.class_name.endswith(FIELDS):
                yield Found(
                    model_end(model.label, field.name),
                    End(package, "settings.STORAGES"),
                    Effect.WRITE,
                    scan.field_location(model, field.name),
                    f"{model.label}.{field.name} keeps files in the storage that all apps share",
                )


detector = Detector(
    find,
    "files in the storage that all apps share",
    example='`scan = FileField(upload_to="scans")` in orders',
    settled="both sides share the bucket; nothing is copied silently",
    rows=(46,),
    severity=CouplingSeverity.REWRITE,
    docs="https://docs.djangoproject.com/en/5.2/topics/files/",
    settlement=Settlement.ASSISTED,
    weight=0.5,
)
