"""What the runs mean: reference games, sensitivity, discovery and counterfactuals."""
