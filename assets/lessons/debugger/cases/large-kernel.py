model = keras.Sequential([
    keras.Input((8, 8, 3)),
    layers.Conv2D(16, 3, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Conv2D(32, 5, activation="relu"),  # large patterns
    layers.GlobalAveragePooling2D(),
    layers.Dense(4, activation="softmax"),
])
