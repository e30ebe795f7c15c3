"""The historical record, and what it can say about the model."""
