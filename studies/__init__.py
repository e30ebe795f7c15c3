"""The studies that ship with the game, one TOML file each."""
