"""Words a route's rules begin with: one a file, each offers `word`, a `Word`."""
