"""Looking into networks: activations, filters, heatmaps, and whether to believe them. Runs where Keras is."""
