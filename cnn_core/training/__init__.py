"""Training: what a run is made of, the function that trains, what it reports."""
