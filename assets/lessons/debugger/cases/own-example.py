# Paste your own code over this.
model = keras.Sequential([
    keras.Input((28, 28)),
    layers.Conv2D(32, 3, activation="relu"),
    layers.MaxPooling2D(2),
    layers.Dense(64, activation="relu"),
    layers.Dropout(50),
    layers.Dense(10),
])
model.compile("adam", loss="sparse_categorical_crossentropy")
