"""Labs of layers whose numbers depend on one another: batch normalization by columns, softmax by rows."""

import numpy as np

from app.cell_labs import CellLab, Image, Taps
from app.layer_controls import choose_plain, decimal
from app.layer_settings import (
    BATCH_CODECS,
    ORDERS,
    SOFTMAX_CODECS,
    TEMPERATURES,
    BatchSetting,
    SoftmaxSetting,
)
from app.link import read_bounded
from app.sums import cell_text, equal, factor, plus
from cnn_core.activations import relu, softmax
from cnn_core.normalization import EPSILON, batch_moments, normalize

NO_SHIFT = 12.0  # logits up to here keep their exponents readable


class BatchLab(CellLab):
    """Batch normalization while training: rows are examples, columns are channels."""

    setting: BatchSetting
    title, result = "layers_norm.batch", "layers_norm.result"

    def __init__(self, name: str, default: BatchSetting) -> None:
        super().__init__(name, default, BATCH_CODECS)

    @property
    def seen(self) -> Image:
        """What the normalization gets, (N, C): after the ReLU, if that comes first."""
        batch = self.image[..., 0]
        return relu(batch) if self.setting.order == "relu-bn" else batch

    @property
    def learned(self) -> tuple[float, float]:
        """gamma and beta; the lab has one of each for all channels."""
        return read_bounded(self.setting.gamma), read_bounded(self.setting.beta)

    def taps(self) -> Taps:
        """Each number depends on its whole column."""
        rows, columns = super().taps()
        return [list(range(len(rows)))] * len(rows), columns

    def output(self) -> Image:
        """The batch with each channel normalised by its own mean and variance."""
        gamma, beta = self.learned
        out = normalize(self.seen, *batch_moments(self.seen), gamma, beta)
        return (relu(out) if self.setting.order == "bn-relu" else out)[..., None]

    def lines(self, row: int, column: int, sheet: int) -> list[str]:
        """Mean, variance, the number between them, then what was learned."""
        values, (gamma, beta) = self.seen[:, column], self.learned
        mean, variance = float(values.mean()), float(values.var())
        texts = [cell_text(value) for value in values]
        squares = " + ".join(f"{factor(value - mean)}²" for value in values)
        standard = float((values[row] - mean) / np.sqrt(variance + EPSILON))
        root = f"√({cell_text(variance)} + {cell_text(EPSILON)})"
        out = gamma * standard + beta
        lines = [f"ReLU: {', '.join(texts)}"] if self.setting.order == "relu-bn" else []
        lines += [
            f"μ = ({plus(texts)}) ÷ {len(texts)} {equal(mean)}",
            f"σ² = ({squares}) ÷ {len(texts)} {equal(variance)}",
            f"({texts[row]} − {factor(mean)}) ÷ {root} {equal(standard)}",
        ]
        if (gamma, beta) != (1, 0):
            parts = plus([f"{cell_text(gamma)} × {factor(standard)}", cell_text(beta)])
            lines.append(f"γ × {factor(standard)} + β = {parts} {equal(out)}")
        return (
            [*lines, f"ReLU({cell_text(out)}) {equal(max(out, 0.0))}"]
            if self.setting.order == "bn-relu"
            else lines
        )

    def controls(self, *names: str) -> None:
        """gamma, beta, and where a ReLU stands."""
        decimal(self, "gamma", "γ (gamma)")
        decimal(self, "beta", "β (beta)")
        self.choose("order", ORDERS, self.say("layers_norm.order"), "layers_order")


class SoftmaxLab(CellLab):
    """Softmax: rows are examples, columns are classes."""

    setting: SoftmaxSetting
    title, result = "layers_softmax.logits", "layers_softmax.shares"

    def __init__(self, name: str, default: SoftmaxSetting) -> None:
        super().__init__(name, default, SOFTMAX_CODECS)

    @property
    def scaled(self) -> Image:
        """Logits over the temperature, (N, K)."""
        return self.image[..., 0] / read_bounded(self.setting.temperature)

    def taps(self) -> Taps:
        """Each share depends on its whole row."""
        rows, columns = super().taps()
        return rows, [list(range(len(columns)))] * len(columns)

    def output(self) -> Image:
        """The shares of each row."""
        return softmax(self.scaled)[..., None]

    def lines(self, row: int, column: int, sheet: int) -> list[str]:
        """Powers of e, their sum, and the share of one."""
        z, share = self.scaled[row], float(self.output()[row, column, 0])
        lines = []
        if float(np.abs(z).max()) > NO_SHIFT:  # e to such powers has no end; the difference is what counts
            lines.append(self.say("layers_softmax.shift", largest=cell_text(float(z.max()))))
            z = z - z.max()
        powers = [cell_text(float(value)) for value in np.exp(z)]
        total = cell_text(float(np.exp(z).sum()))
        terms = " + ".join(f"e^{factor(float(value))}" for value in z)
        lines.append(f"{terms} = {' + '.join(powers)} = {total}")
        return [*lines, f"{powers[column]} ÷ {total} {equal(share)}"]

    def controls(self, *names: str) -> None:
        """The temperature."""
        choose_plain(self, "temperature", TEMPERATURES, self.say("layers_softmax.temperature"))
