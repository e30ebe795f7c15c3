"""The only way worlds are played: in batches side by side, in memory or into a folder."""
