"""The US–China–DPRK–ROK escalation game of 2017 and after, as an ensemble of worlds."""
