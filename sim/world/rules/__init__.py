"""The rules by which the peninsula moves: pure functions on arrays, one subject a file."""
