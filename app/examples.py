"""The examples the lessons start from."""

from app.settings import ConvSetting, PoolSetting, as_sheets
from cnn_core.kernels import KERNELS

FIVE = ConvSetting(
    as_sheets([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]),
    as_sheets([[1, 0, 1], [0, 1, 0], [1, 0, 1]]),
    predict=True,
)
ONE_CELL = ConvSetting(
    as_sheets([[0, 0, 0], [0, 1, 1], [0, 1, 2]]), as_sheets([[4, 0, 0], [0, 0, 0], [0, 0, -4]]), predict=True
)

_BRIGHT_LEFT = [[9, 9, 9, 0, 0, 0] for _ in range(5)]
_UPRIGHT, _LEVEL = KERNELS["edges-upright"], KERNELS["edges-level"]
EDGES = {
    "bright-left": ConvSetting(as_sheets(_BRIGHT_LEFT), (_UPRIGHT,), predict=True),
    "bright-right": ConvSetting(as_sheets([row[::-1] for row in _BRIGHT_LEFT]), (_UPRIGHT,), predict=True),
    "wrong-way": ConvSetting(as_sheets(_BRIGHT_LEFT), (_LEVEL,), predict=True),
    "bright-top": ConvSetting(as_sheets([[9] * 5] * 3 + [[0] * 5] * 3), (_LEVEL,), predict=True),
}

_SLOPE = [[(3 * r + 2 * c) % 10 for c in range(7)] for r in range(7)]
FLIP = ConvSetting(as_sheets([row[:5] for row in _SLOPE[:5]]), as_sheets([[1, 2, 0], [0, 0, 0], [0, 0, -1]]))
PADDING = ConvSetting(
    as_sheets([row[:5] for row in _SLOPE[:5]]), as_sheets([[0, 1, 0], [1, 1, 1], [0, 1, 0]])
)
SIZE = ConvSetting(
    as_sheets(_SLOPE), as_sheets([[1, 0, 0], [0, 1, 0], [0, 0, 1]]), strides=(2, 2), predict=True
)
SAME = ConvSetting(
    as_sheets([row[:6] for row in _SLOPE[:6]]),
    as_sheets([[1, 1, 1]] * 3),
    strides=(2, 2),
    padding="same",
    predict=True,
)
CHANNELS = ConvSetting(
    as_sheets(
        [[3, 0, 1, 2], [1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 0]],
        [[0, 2, 1, 0], [1, 1, 2, 3], [2, 0, 1, 1], [0, 1, 0, 2]],
        [[1, 1, 0, 2], [0, 3, 1, 0], [1, 2, 0, 1], [1, 0, 2, 1]],
    ),
    as_sheets(
        [[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 1], [0, 0]],
        [[1, -1], [1, -1]], [[0, 0], [0, 0]], [[-1, 1], [-1, 1]],
    ),
    filters=2, biases=("1", "0"), predict=True,
)  # fmt: skip
IM2COL = ConvSetting(as_sheets([row[:4] for row in _SLOPE[:4]]), as_sheets([[1, 0], [0, -1]]))
ACTIVATION = ConvSetting(
    as_sheets([[0, 0, 9, 9, 0], [0, 0, 9, 9, 0], [0, 0, 9, 9, 0], [0, 0, 9, 9, 0], [0, 0, 9, 9, 0]]),
    (_UPRIGHT,),
    activation="relu",
)
VARIANTS = {
    "dilation": ConvSetting(as_sheets(_SLOPE), as_sheets([[1, 0, -1]] * 3), dilation=(2, 2), predict=True),
    "stride": ConvSetting(as_sheets(_SLOPE), as_sheets([[1, 0, -1]] * 3), strides=(2, 2), predict=True),
    "one-by-one": ConvSetting(CHANNELS.input, as_sheets([[1]], [[2]], [[-1]]), predict=True),
}

_DAY = [[2, 3, 1, 9], [4, 7, 3, 5], [8, 2, 2, 2], [1, 3, 4, 5]]
_TURN = [[1, 3, 2, 1], [2, 9, 1, 1], [1, 3, 2, 3], [5, 6, 1, 2]]
POOLS = {
    "worked": PoolSetting(as_sheets(_DAY)),
    "your-turn": PoolSetting(as_sheets(_TURN), predict=True),
}
ARGUMENTS = PoolSetting(as_sheets([row[:6] for row in _SLOPE[:6]]), window=(3, 3))
POOL_SIZES = PoolSetting(as_sheets(_SLOPE), window=(3, 3), strides=(2, 2), predict=True)
POOL_CHANNELS = PoolSetting(CHANNELS.input)
POOL_SAME = PoolSetting(
    as_sheets([[-4, -2, -6], [-1, -3, -5], [-7, -8, -9]]), padding="same", cell=3, predict=True
)
