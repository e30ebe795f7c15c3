"""What is read off worlds: their history, values and outcomes, those of a user with them."""
