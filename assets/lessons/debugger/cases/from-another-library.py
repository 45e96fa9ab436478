model = keras.Sequential([
    keras.Input((3, 32, 32)),
    layers.Conv2D(32, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
