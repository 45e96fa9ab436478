model = keras.Sequential([
    keras.Input((32, 32, 3)),
    layers.Conv2D(32, 3, 3, activation="relu"),
    layers.Conv2D(64, 3, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
