model = keras.Sequential([
    keras.Input((32, 32, 3)),
    layers.Conv2D(6, 5, activation="tanh"),
    layers.AveragePooling2D(),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
