"""Calibration without a likelihood: approximate Bayesian computation on any simulator, and checks of it."""
