"""What all of the core shares: errors with a remedy, checks, arrays of fixed bytes, months."""
