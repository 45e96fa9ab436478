"""The same pooling or convolution as a call in Keras, TensorFlow and PyTorch: to copy and run.

Each snippet reads `x` and leaves its result in `y`; tests run the ones whose library is installed.
"""

from app.settings import LEAKY_SLOPE, ConvSetting, PoolSetting
from cnn_core.windows import padding_amounts

KERAS_POOL = {"max": "MaxPooling2D", "average": "AveragePooling2D"}
KERAS_GLOBAL = {"max": "GlobalMaxPooling2D", "average": "GlobalAveragePooling2D"}
TF_POOL = {"max": "max_pool2d", "average": "avg_pool2d"}
TORCH_POOL = {"max": "max_pool2d", "average": "avg_pool2d", "l2": "lp_pool2d"}
TORCH_ACTIVATION = {"relu": "relu", "leaky-relu": "leaky_relu", "sigmoid": "sigmoid", "tanh": "tanh"}


def keras_pool(setting: PoolSetting) -> str:
    """Keras: x is (batch, H, W, C), or (batch, C, H, W) with channels_first."""
    data_format = "" if setting.data_format == "channels_last" else f'data_format="{setting.data_format}"'
    if setting.is_global:
        return f"import keras\n\ny = keras.layers.{KERAS_GLOBAL[setting.kind]}({data_format})(x)"
    arguments = [f"pool_size={setting.window}"]
    if setting.strides is not None:
        arguments.append(f"strides={setting.strides}")
    if setting.padding != "valid" and setting.kind != "l2":
        arguments.append(f'padding="{setting.padding}"')
    if data_format:
        arguments.append(data_format)
    joined = ", ".join(arguments)
    if setting.kind == "l2":
        # Keras has no L2 layer: the mean of the squares, times the window's cells, is their sum.
        layer = f"keras.layers.AveragePooling2D({joined})"
        squares, pad = _padded_squares("keras.ops.pad", setting)
        return f"import keras\n\n{pad}y = keras.ops.sqrt({_cells(setting)} * {layer}({squares}))"
    return f"import keras\n\ny = keras.layers.{KERAS_POOL[setting.kind]}({joined})(x)"


def tensorflow_pool(setting: PoolSetting) -> str:
    """TensorFlow: ksize and strides name all four axes of (batch, H, W, C)."""
    if setting.is_global:
        reduce = {"max": "reduce_max", "average": "reduce_mean"}[setting.kind]
        axes = "[1, 2]" if setting.data_format == "channels_last" else "[2, 3]"
        return f"import tensorflow as tf\n\ny = tf.{reduce}(x, axis={axes})"
    ksize, strides = (
        _four(setting.window, setting.data_format),
        _four(setting.used_strides, setting.data_format),
    )
    form = "" if setting.data_format == "channels_last" else ', data_format="NCHW"'
    padding = "VALID" if setting.kind == "l2" else setting.padding.upper()
    tail = f'ksize={ksize}, strides={strides}, padding="{padding}"{form}'
    if setting.kind == "l2":
        squares, pad = _padded_squares("tf.pad", setting)
        mean = f"tf.nn.avg_pool2d({squares}, {tail})"
        return f"import tensorflow as tf\n\n{pad}y = tf.sqrt({_cells(setting)} * {mean})"
    return f"import tensorflow as tf\n\ny = tf.nn.{TF_POOL[setting.kind]}(x, {tail})"


def torch_pool(setting: PoolSetting) -> str:
    """PyTorch: x is (batch, C, H, W); "same" is written out as explicit padding."""
    head = "import torch.nn.functional as F\n\n"
    if setting.is_global:
        reduce = {"max": "amax", "average": "mean"}[setting.kind]
        return f"y = x.{reduce}(dim=(2, 3))"
    (top, bottom), (left, right) = pool_amounts(setting)
    window = f"kernel_size={setting.window}, stride={setting.used_strides}"
    pool = TORCH_POOL[setting.kind]
    if not any((top, bottom, left, right)):
        norm = "2, " if setting.kind == "l2" else ""
        return f"{head}y = F.{pool}(x, {norm}{window})"
    pads = f"({left}, {right}, {top}, {bottom})"  # PyTorch lists the last axis first
    if setting.kind == "max":
        return f'{head}x = F.pad(x, {pads}, value=float("-inf"))\ny = F.max_pool2d(x, {window})'
    if setting.kind == "l2":
        return f"{head}x = F.pad(x, {pads})\ny = F.lp_pool2d(x, 2, {window})"
    return (
        f"import torch\n{head}cells = F.pad(torch.ones_like(x), {pads})  # 1 for a real cell\n"
        f"x = F.pad(x, {pads})\n"
        f"y = F.avg_pool2d(x, {window}) / F.avg_pool2d(cells, {window})"
    )


def pool_amounts(setting: PoolSetting) -> tuple[tuple[int, int], tuple[int, int]]:
    """((top, bottom), (left, right)) cells of padding in use."""
    rows, cols = (
        padding_amounts(
            setting.shape[axis], setting.used_window[axis], setting.used_strides[axis], setting.used_padding
        )
        for axis in (0, 1)
    )
    return rows, cols


def keras_conv(setting: ConvSetting) -> str:
    """Keras: a layer with as many filters as the lab has; its weights are the lab's."""
    arguments = [str(setting.filters), str(setting.window)]
    if setting.strides != (1, 1):
        arguments.append(f"strides={setting.strides}")
    if setting.padding == "same":
        arguments.append('padding="same"')
    if setting.dilation != (1, 1):
        arguments.append(f"dilation_rate={setting.dilation}")
    if setting.activation != "none":
        arguments.append(f'activation="{setting.activation.replace("-", "_")}"')
    layer = f"keras.layers.Conv2D({', '.join(arguments)})"
    if setting.padding.isdigit():
        return f"import keras\n\nx = keras.layers.ZeroPadding2D({setting.padding})(x)\ny = {layer}(x)"
    return f"import keras\n\ny = {layer}(x)"


def torch_conv(setting: ConvSetting) -> str:
    """PyTorch: the same layer with `weight` (out, in, h, w) and `bias`."""
    rows, cols = (
        padding_amounts(
            setting.shape[axis],
            setting.window[axis],
            setting.strides[axis],
            setting.used_padding,
            setting.dilation[axis],
        )
        for axis in (0, 1)
    )
    pads = f"({cols[0]}, {cols[1]}, {rows[0]}, {rows[1]})"
    arguments = ["x, weight, bias"]
    if setting.strides != (1, 1):
        arguments.append(f"stride={setting.strides}")
    if setting.dilation != (1, 1):
        arguments.append(f"dilation={setting.dilation}")
    pad = f"x = F.pad(x, {pads})\n" if any(rows + cols) else ""
    call = f"F.conv2d({', '.join(arguments)})"
    if setting.activation == "leaky-relu":
        # Keras's string "leaky_relu" has the slope 0.2, PyTorch's default is 0.01.
        call = f"F.leaky_relu({call}, {LEAKY_SLOPE})"
    elif setting.activation != "none":
        call = f"{TORCH_ACTIVATION[setting.activation]}({call})".replace("relu(", "F.relu(", 1)
        call = call if call.startswith("F.") else f"torch.{call}"
    torch = "import torch\n" if "torch." in call else ""
    return f"{torch}import torch.nn.functional as F\n\n{pad}y = {call}"


def _padded_squares(pad: str, setting: PoolSetting) -> tuple[str, str]:
    """The squares to average, and the line that pads them with zeros where padding is in use."""
    rows, cols = pool_amounts(setting)
    if not any(rows + cols):
        return "x**2", ""
    axes = [[0, 0], list(rows), list(cols), [0, 0]]
    if setting.data_format == "channels_first":
        axes = [[0, 0], [0, 0], list(rows), list(cols)]
    return "squares", f"squares = {pad}(x**2, {axes})\n"


def _cells(setting: PoolSetting) -> str:
    return f"{setting.window[0]} * {setting.window[1]}"


def _four(pair: tuple[int, int], data_format: str) -> list[int]:
    return [1, *pair, 1] if data_format == "channels_last" else [1, 1, *pair]
