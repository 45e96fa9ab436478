"""The one layer of AlexNet that Keras lacks. Learners copy all below the import."""
# mypy: disallow-untyped-defs=False
# (types would be noise in code that learners copy)

import keras


@keras.saving.register_keras_serializable(package="ConvLab")
class LocalResponseNormalization(keras.layers.Layer):
    """Divide each value by a power of what the neighbouring channels hold in the same place.

    output = x / (bias + alpha * sum of x² over the channels at most depth_radius away) ** beta
    Source: Krizhevsky, Sutskever, Hinton, ImageNet Classification with Deep Convolutional Neural Networks,
    2012, section 3.3, https://papers.nips.cc/paper/4824. The channels are the last axis.
    """

    def __init__(self, depth_radius=2, bias=2.0, alpha=0.0001, beta=0.75, **kwargs):
        super().__init__(**kwargs)
        self.depth_radius, self.bias, self.alpha, self.beta = depth_radius, bias, alpha, beta

    def call(self, inputs):
        """Squares, padded by depth_radius zero channels on both sides, summed in a sliding window."""
        radius, channels = self.depth_radius, keras.ops.shape(inputs)[-1]
        around = [(0, 0)] * (len(inputs.shape) - 1) + [(radius, radius)]
        squares = keras.ops.pad(keras.ops.square(inputs), around)
        sums = sum(squares[..., shift : shift + channels] for shift in range(2 * radius + 1))
        return inputs / (self.bias + self.alpha * sums) ** self.beta

    def compute_output_shape(self, input_shape):
        """The shape stays."""
        return input_shape

    def get_config(self):
        """The arguments, so that a saved model can be read again."""
        own = {name: getattr(self, name) for name in ("depth_radius", "bias", "alpha", "beta")}
        return super().get_config() | own
