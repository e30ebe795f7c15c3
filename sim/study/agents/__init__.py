"""Programs at seats: what they are told each month, how they answer, and how their processes are kept in bounds."""
