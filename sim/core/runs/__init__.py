"""From a scenario to a run: sheets, batches, threads, columns."""
