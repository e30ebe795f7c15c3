"""How results are drawn: figures, and tables as text."""
