"""What people look at: figures from plain arrays, and pages made from the ledger."""
