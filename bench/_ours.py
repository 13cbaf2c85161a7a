"""How the command is started here, and the table of a proxy before two backends."""

from __future__ import annotations

import sys

# By the interpreter that runs the script: PYTHONPATH can choose whose code it is.
DECOMPOSE = [sys.executable, "-c", "from decompose.main import main; main()"]
TABLE = """\
[monolith]
url = "http://127.0.0.1:{monolith}"

[services.orders]
path = "."
urls = ["http://127.0.0.1:{orders}"]
share = {share}

[[services.orders.routes]]
pattern = "orders/<int:pk>/"
methods = ["GET"]
effect = "read"

[proxy]
listen = "127.0.0.1:{proxy}"
admin = "127.0.0.1:{admin}"
"""
# Everything goes to one backend.
BARE_TABLE = """\
[monolith]
url = "http://127.0.0.1:{monolith}"

[proxy]
listen = "127.0.0.1:{proxy}"
admin = "127.0.0.1:{admin}"
"""


def proxy_command(config: object) -> list[str]:
    """Start the proxy by a table."""
    return [*DECOMPOSE, "proxy", "--quiet", "--config", str(config)]
