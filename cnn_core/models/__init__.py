"""Well-known networks, and networks turned into Keras models; TensorFlow is loaded only when one is built."""
