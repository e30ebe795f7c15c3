"""The command `sim`: thin commands that parse, call and print."""
