model = keras.Sequential([
    keras.Input((32, 32, 3)),
    layers.Conv2D(16, 3, padding="same", activation="relu"),
    layers.MaxPooling2D(2, strides=0),  # no extra steps
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
