"""The examples the lesson about Keras's layers starts from."""

from app.layer_settings import (
    BatchSetting,
    DropSetting,
    RectifierSetting,
    SeparableSetting,
    SoftmaxSetting,
)
from app.settings import ConvSetting, PoolSetting, as_sheets

# An upright edge and a level one: each depthwise kernel finds the edge of its own channel.
MAPS = SeparableSetting(
    as_sheets(
        [[5, 5, 1, 1], [5, 5, 1, 1], [5, 5, 1, 1], [5, 5, 1, 1]],
        [[4, 4, 4, 4], [4, 4, 4, 4], [1, 1, 1, 1], [1, 1, 1, 1]],
    ),
    depthwise=as_sheets([[1, -1], [1, -1]], [[1, 1], [-1, -1]]),
    pointwise=as_sheets([[1]], [[-2]], [[1]], [[1]], [[0]], [[2]]),
    filters=3, biases=("1", "0", "-1"), cell=4, predict=True,
)  # fmt: skip
FLATTEN = PoolSetting(
    as_sheets([[1, 2, 3], [4, 5, 6]], [[10, 20, 30], [40, 50, 60]], [[7, 7, 7], [9, 9, 9]]),
    mode="global-average",
)
DENSE = ConvSetting(
    as_sheets([[2, -1, 3]]), as_sheets([[3, 1, -2]], [[0, 2, 1]]),
    filters=2, biases=("5", "-2"), predict=True,
)  # fmt: skip
# Mean 1 and variance 4; the second channel is the first one, times ten and in another order.
BATCH = BatchSetting(as_sheets([[0, 10], [4, -20], [1, 20], [-2, 40], [2, 0]]), cell=2, predict=True)
DROP = DropSetting(
    as_sheets([[4, 1, 3], [2, 5, 6]], [[8, 2, 4], [1, 7, 2]], [[3, 9, 1], [6, 2, 5]]), predict=True
)
RECTIFIER = RectifierSetting(as_sheets([[-4, 0, 2, 8], [1, -1, 5, 3], [9, 0.5, -6, 7]]), cell=0, predict=True)
LOGITS = SoftmaxSetting(as_sheets([[3, 1, 0, -1]]), predict=True)
