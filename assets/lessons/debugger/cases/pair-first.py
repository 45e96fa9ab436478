model = keras.Sequential([
    keras.Input((32, 32, 3)),
    layers.Conv2D((3, 3), 32, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
