"""What a world came to: its history, and the ledger of outcomes."""
