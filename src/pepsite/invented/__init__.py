"""An invented virtual school: believable records of any number, the same for the same seed."""
