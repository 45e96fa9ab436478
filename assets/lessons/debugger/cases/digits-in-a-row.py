model = keras.Sequential([
    keras.Input((784,)),
    layers.Reshape((28, 28, 3)),
    layers.Conv2D(16, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
