model = keras.Sequential([
    keras.Input((28, 28)),
    layers.Flatten(),
    layers.Dense(128, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
model.compile("adam", loss="categorical_crossentropy")
model.fit(images, labels)  # labels: 5, 0, 4, 1, 9, ...
