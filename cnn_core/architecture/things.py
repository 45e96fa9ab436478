"""What a name or an expression in pasted code can stand for, besides plain values. Nothing here is run."""

import ast
from dataclasses import dataclass, field
from typing import Final

from cnn_core.architecture.signatures import ALIASES, KINDS
from cnn_core.architecture.stack import Layer, Span

#: The layer that is ours and not Keras's.
OURS: Final = "LocalResponseNormalization"
#: Functions that merge tensors without an object in between, with the layer they stand for.
MERGERS: Final = {"add": "Add", "concatenate": "Concatenate"}
#: Classes of models.
MODELS: Final = ("Sequential", "Model")

_KERAS_FOLDERS = ("src", "api", "_api", "v2")


@dataclass(frozen=True)
class Ref:
    """A module, class or function, by its full name; "keras." instead of all ways to write it."""

    path: str

    @classmethod
    def to(cls, path: str) -> "Ref":
        """The thing of that name.

        >>> Ref.to("tensorflow.keras.layers.Conv2D"), Ref.to("numpy.pi")
        (Ref(path='keras.layers.Conv2D'), Ref(path='numpy.pi'))
        """
        parts = path.split(".")
        if "keras" in parts:
            parts = [part for part in parts[parts.index("keras") :] if part not in _KERAS_FOLDERS]
        return cls(".".join(parts))

    @property
    def name(self) -> str:
        """The last part.

        >>> Ref("keras.layers.Conv2D").name
        'Conv2D'
        """
        return self.path.rpartition(".")[2]

    @property
    def module(self) -> str:
        """What it is in.

        >>> Ref("tensorflow.nn.relu").module
        'tensorflow.nn'
        """
        return self.path.rpartition(".")[0]

    def within(self, *modules: str) -> bool:
        """Whether it belongs to one of these modules.

        >>> Ref("keras.layers.core.Dense").within("keras.layers")
        True
        """
        return any(self.path.startswith(f"{module}.") for module in modules)


@dataclass(frozen=True)
class Outside:
    """What a call of something else gives: data, an optimiser, a loss. It is known by name only."""

    path: str
    call: ast.Call | None = None


@dataclass(eq=False)
class Unit:
    """A layer object.

    Attributes:
        layer: what it is, with the span of its call.
        shape: the Input that its `input_shape=` stands for.
        used: the line where it became part of a model; 0: it did not.
        dropped: whether it was taken out again.
    """

    layer: Layer
    shape: Layer | None = None
    used: int = 0
    dropped: bool = False


@dataclass(eq=False)
class Tensor:
    """The output of a layer, in the functional form; without a unit, the input of a network without Input."""

    unit: Unit | None
    sources: tuple["Tensor", ...] = ()

    @property
    def is_input(self) -> bool:
        """Whether no layer made it."""
        return self.unit is None or self.unit.layer.kind == "Input"


@dataclass(eq=False)
class Chain:
    """A Sequential model.

    Attributes:
        call: where it was made; None: a chain of layers written without a model.
        units: its layers.
        built: the Input that `model.build(...)` stands for.
        used: the line where it became part of another model; 0: it did not.
    """

    call: ast.Call | None
    units: list[Unit] = field(default_factory=list)
    built: Unit | None = None
    used: int = 0


@dataclass(eq=False)
class Graph:
    """A functional model."""

    call: ast.Call
    input: Tensor
    output: Tensor


@dataclass(frozen=True)
class Compiled:
    """What a `model.compile(...)` line says.

    Attributes:
        loss: the loss's name, such as "sparse_categorical_crossentropy", or the text given; None: none was
            given, or it is not Keras's.
        from_logits: whether the loss is told to expect logits.
        span: where the line is.
    """

    loss: str | None
    from_logits: bool
    span: Span


Model = Chain | Graph
#: What an expression can stand for: a plain value, one of the above, or a list or tuple of them.
Thing = (
    bool
    | int
    | float
    | str
    | None
    | tuple["Thing", ...]
    | list["Thing"]
    | Ref
    | Outside
    | Unit
    | Tensor
    | Model
)

_MODULES = "activations datasets initializers layers losses metrics models optimizers regularizers utils"
_LOSSES = "BinaryCrossentropy CategoricalCrossentropy SparseCategoricalCrossentropy MeanSquaredError"
#: Modules, which nobody can call.
UNCALLED: Final = ("keras", "tensorflow", "tensorflow.nn", *(f"keras.{name}" for name in _MODULES.split()))
#: Names that are understood without an import line.
USUAL: Final = {
    **{name: Ref(name) for name in ("keras", "tensorflow", "numpy", "torch")},
    **{name: Ref(f"keras.{name}") for name in (*_MODULES.split(), *MODELS)},
    **{name: Ref(f"keras.losses.{name}") for name in _LOSSES.split()},
    **{name: Ref(f"keras.optimizers.{name}") for name in ("Adam", "AdamW", "RMSprop", "SGD")},
    **{name: Ref(f"keras.layers.{name}") for name in (*KINDS, *ALIASES, *MERGERS)},
    **{"tf": Ref("tensorflow"), "np": Ref("numpy"), "nn": Ref("torch.nn"), OURS: Ref(OURS)},
}


def home(name: str) -> str:
    """Where Keras keeps a layer or a model; "" for what is neither.

    >>> home("Conv2D"), home("Sequential"), home("Adam")
    ('keras.layers.Conv2D', 'keras.Sequential', '')
    """
    return USUAL[name].path if name in (*KINDS, *ALIASES, *MERGERS, *MODELS) else ""
