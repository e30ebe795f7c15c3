"""What a world came to: its history, and the catalogue of outcomes."""
