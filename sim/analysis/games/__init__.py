"""Reference games with known answers, solved with the choice rule of the model."""
