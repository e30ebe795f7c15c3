"""The scenarios that ship with the game, one TOML file each."""
