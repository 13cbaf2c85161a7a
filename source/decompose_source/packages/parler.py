"""django-parler: translated fields in a model beside the translated one."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "parler": "",
        "parler.models": """
from django.db import models
from parler.fields import TranslatedField, TranslationsForeignKey
from parler.managers import TranslatableManager, TranslatableQuerySet
from parler.utils.compat import HideChoicesCharField
class TranslatedFields: pass
class TranslatableModelMixin: pass
class TranslatableModel(TranslatableModelMixin, models.Model):
    class Meta:
        abstract = True
class TranslatedFieldsModelMixin: pass
class TranslatedFieldsModel(TranslatedFieldsModelMixin, models.Model):
    language_code = HideChoicesCharField(max_length=15, db_index=True)
    class Meta:
        abstract = True
""",
        "parler.fields": """
from django.db import models
class TranslatedField: pass
class TranslationsForeignKey(models.ForeignKey): pass
""",
        "parler.utils": "",
        "parler.utils.compat": """
from django.db import models
class HideChoicesCharField(models.CharField): pass
""",
        "parler.managers": """
from django.db import models
class TranslatableQuerySet(models.QuerySet): pass
class TranslatableManager(models.Manager): pass
""",
    }
)
