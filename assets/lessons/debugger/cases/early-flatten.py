model = keras.Sequential([
    keras.Input((28, 28, 1)),
    layers.Flatten(),
    layers.Conv2D(16, 3, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Dense(10, activation="softmax"),
])
