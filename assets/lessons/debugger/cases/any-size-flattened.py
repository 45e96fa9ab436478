model = keras.Sequential([
    keras.Input((None, None, 3)),  # pictures of any size
    layers.Conv2D(16, 3, activation="relu"),
    layers.Conv2D(32, 3, activation="relu"),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
