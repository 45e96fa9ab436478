model = keras.Sequential([
    keras.Input((32, 32, 3)),
    layers.Conv2D(32, 3, groups=2, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
