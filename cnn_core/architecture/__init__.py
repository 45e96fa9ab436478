"""Networks as data: read from Keras code, traced without TensorFlow, written as Keras code again."""
