"""Studies around the model: experiments read from files, played, stored and estimated."""
