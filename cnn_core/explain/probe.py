"""A network made ready to be looked into: its layers, its logits, and functions compiled once."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.errors import LabError
from cnn_core.explain.patching import (
    TRACING,
    all_of,
    last_layer,
    tapped,
    tapped_before_activation,
    without_squashing,
)
from cnn_core.explain.sites import Site, last_map, layers_of, sites_of

if TYPE_CHECKING:
    import keras

Array = NDArray[np.float32]
#: Compiled functions that are kept for one network.
MOST_COMPILED: Final = 64
#: Images computed at a time, where they are small.
CHUNK: Final = 64
#: So that what layers of 64 channels keep for a gradient stays below some hundred megabytes.
PIXELS_AT_ONCE: Final = 2**18


def at_once(shape: tuple[int, ...]) -> int:
    """How many images of such a shape, (..., H, W, C), to compute at a time: fewer where they are large.

    >>> at_once((32, 32, 3)), at_once((224, 224, 3)), at_once((2000, 2000, 3))
    (64, 5, 1)
    """
    rows, columns = shape[-3:-1]
    return max(1, min(CHUNK, PIXELS_AT_ONCE // (rows * columns)))


class Look:
    """The network as a function, while it is traced: what `Probe.run` hands to what it compiles."""

    def __init__(
        self, probe: "Probe", output: int, changes: Callable[[], AbstractContextManager[Any]]
    ) -> None:
        self._probe, self._output, self._changes = probe, output, changes

    def logits(self, images: Any) -> Any:
        """(B, H, W, C) -> (B, K) in float32, before softmax or sigmoid."""
        return self.at((), images)[0]

    def at(
        self,
        sites: Sequence[Site],
        images: Any,
        tape: Any = None,
        before: bool = False,
        squashed: bool = False,
    ) -> tuple[Any, list[Any]]:
        """The logits, and what the layers at some sites give.

        Args:
            sites: where; a layer that is used several times gives its last output.
            images: (B, H, W, C).
            tape: a `tf.GradientTape` that has to watch the layers' outputs.
            before: what goes into the layers' activation functions instead.
            squashed: whether the last layer keeps its softmax or sigmoid.

        Returns:
            (B, K) float32, and a tensor for each site.
        """
        import tensorflow as tf

        probe, found = self._probe, dict[str, Any]()

        def seeing(name: str) -> Callable[[Any], None]:
            def seen(values: Any) -> None:
                if tape is not None:
                    tape.watch(values)
                found[name] = values

            return seen

        tap = tapped_before_activation if before else tapped
        taps = [tap(probe.layer(site.name), seeing(site.name)) for site in sites]
        last = nullcontext() if squashed else without_squashing(last_layer(probe.model, self._output))
        with TRACING, self._changes(), all_of([last, *taps]):
            outputs = tf.nest.flatten(probe.model(images, training=False))
        return tf.cast(outputs[self._output], tf.float32), [found[site.name] for site in sites]


class Probe:
    """A Keras network to look into. Nothing in it is changed; batch normalisation does not move.

    Attributes:
        model: the network; one input of images, one or several outputs.
        sites: its layers' outputs in computing order.
    """

    def __init__(self, model: "keras.Model") -> None:
        """Read the network's layers; nothing is computed yet.

        Raises:
            LabError: "not_for_images" (received: the input's shape or how many inputs), or "whole_input"
                (received) if the network rounds its input to whole numbers, which no gradient passes.
        """
        if len(model.inputs) != 1 or len(model.inputs[0].shape) != 4:
            raise LabError("not_for_images", received=str([tuple(one.shape) for one in model.inputs]))
        if "float" not in str(model.inputs[0].dtype):
            raise LabError("whole_input", received=str(model.inputs[0].dtype))
        self.model = model
        self.sites = sites_of(model)
        self._layers = dict(layers_of(model))
        self._compiled: OrderedDict[Any, Any] = OrderedDict()

    @property
    def input_shape(self) -> tuple[int | None, ...]:
        """(H, W, C)."""
        return tuple(self.model.inputs[0].shape)[1:]

    def classes(self, output: int = 0) -> int:
        """How many classes an output tells apart; a single logit tells two."""
        return max(2, int(self.model.outputs[self._output(output)].shape[-1]))

    def site(self, name: str) -> Site:
        """The site of a layer.

        Raises:
            LabError: "no_layer_named" (received, choices).
        """
        found = next((site for site in self.sites if site.name == name), None)
        if found is None:
            raise LabError("no_layer_named", received=name, choices=[site.name for site in self.sites])
        return found

    def layer(self, name: str) -> Any:
        """The Keras layer at a site."""
        return self._layers[name]

    def last_map(self) -> Site:
        """Where heatmaps are taken by default: the last convolution with what belongs to it.

        Raises:
            LabError: "no_convolution" ().
        """
        found = last_map(self.sites)
        if found is None:
            raise LabError("no_convolution")
        return found

    def logits(self, images: ArrayLike, output: int = 0) -> Array:
        """(N, H, W, C) -> (N, K), before softmax or sigmoid."""
        return self.run(
            "logits", lambda look, images: look.logits(images), self.images(images), output=output
        )[0]

    def maps(self, site: Site, images: Array, output: int = 0) -> Array:
        """What a layer gives for images: (N, H, W, C) -> (N, h, w, K)."""

        def body(look: Look, images: Any) -> Any:
            import tensorflow as tf

            return tf.cast(look.at([site], images)[1][0], tf.float32)

        return self.run(("maps", site.name), body, images, output=output)[0]

    def images(self, images: ArrayLike) -> Array:
        """Images as the network takes them, (N, H, W, C) float32.

        Raises:
            LabError: "images_do_not_fit" (expected, received), both shapes.
        """
        given = np.asarray(images)
        shape = self.input_shape
        fits = given.ndim == 4 and all(
            want in (None, have) for want, have in zip(shape, given.shape[1:], strict=True)
        )
        if not fits or not len(given):
            raise LabError("images_do_not_fit", expected=str(("N", *shape)), received=str(given.shape))
        return np.ascontiguousarray(given, np.float32)

    def run(
        self,
        key: Any,
        body: Callable[..., Any],
        *batches: NDArray[Any],
        output: int = 0,
        changes: Callable[[], AbstractContextManager[Any]] = nullcontext,
        chunk: int | None = None,
    ) -> tuple[Array, ...]:
        """Compute something for a batch of images, compiled at the first call.

        Args:
            key: names what `body` computes, with everything it depends on besides the batches.
            body: receives a `Look` and a tensor for each batch; gives a tensor or several, their first axis
                the batch's.
            batches: arrays with the same first axis.
            output: which of the network's outputs `Look` gives.
            changes: layers made to behave otherwise while the network is traced.
            chunk: images at a time; None: as `at_once` says of the first of the batches.

        Returns:
            an array for each tensor.
        """
        function = self._function((key, output), body, batches, output, changes)
        chunk = chunk or at_once(batches[0].shape)
        parts = []
        for at in range(0, len(batches[0]), chunk):
            given = function(*(batch[at : at + chunk] for batch in batches))
            parts.append([np.asarray(one) for one in (given if isinstance(given, tuple) else (given,))])
        return tuple(np.concatenate(part) for part in zip(*parts, strict=True))

    def _function(
        self, key: Any, body: Callable[..., Any], batches: Sequence[NDArray[Any]], output: int, changes: Any
    ) -> Any:
        import tensorflow as tf

        key = key, tuple((batch.shape[1:], batch.dtype.str) for batch in batches)
        if key not in self._compiled:
            look = Look(self, self._output(output), changes)
            # The batch is left open, so that one tracing serves every number of images.
            signature = [tf.TensorSpec((None, *batch.shape[1:]), batch.dtype) for batch in batches]
            self._compiled[key] = tf.function(
                lambda *given: body(look, *given), input_signature=signature, autograph=False
            )
            while len(self._compiled) > MOST_COMPILED:
                self._compiled.popitem(last=False)
        self._compiled.move_to_end(key)
        return self._compiled[key]

    def _output(self, output: int) -> int:
        if not 0 <= output < len(self.model.outputs):
            raise LabError("no_such_output", received=output, count=len(self.model.outputs))
        return output
