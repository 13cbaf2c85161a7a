"""pydantic: classes that are called models and have nothing to do with a database."""

from __future__ import annotations

from decompose_source.packages._package import Package

package = Package(
    stubs={
        "pydantic": """
class BaseModel: pass
class RootModel(BaseModel): pass
def model_validator(*args, **kwargs): return lambda function: function
def field_validator(*args, **kwargs): return lambda function: function
""",
        "pydantic.main": "from pydantic import BaseModel",
        "pydantic_settings": """
from pydantic import BaseModel
class BaseSettings(BaseModel): pass
""",
    }
)
