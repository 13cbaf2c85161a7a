"""One command a file; each offers a click command named `command`, `my_name` becomes `my-name`."""
