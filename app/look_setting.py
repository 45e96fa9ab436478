"""Which network is looked into, and at which image: fields that the pages on looking inside share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.link import Codec, choice, whole
from cnn_core.data.dataset import CLASSES
from cnn_core.data.load import NAMES
from cnn_core.data.uploads import FITS
from cnn_core.models import SHIPPED
from cnn_core.store.texts import run_id

#: Images offered of each data set.
OFFERED: Final = 500
ANY, OWN, RUN = "any", "own", "run"


@dataclass(frozen=True)
class LookAt:
    """A network and an image; settings of pages inherit from it and add fields of their own.

    Attributes:
        network: one of SHIPPED, or "run".
        run: id of that run; "" for the learner's latest that can be looked into.
        data: "auto" for the images the network learned from, where they are here; or a data set; or "own".
        label: only images of this class, or "any".
        nth: which of these, from 1.
        fit: how a learner's own picture is made square.
    """

    network: str = "teaching"
    run: str = ""
    data: str = "auto"
    label: str = ANY
    nth: int = 1
    fit: str = "crop"


#: To be put into a page's own codecs: {**LOOK_CODECS, "layer": ...}. An own picture is never in a link.
LOOK_CODECS: Final[Mapping[str, Codec]] = {
    "network": choice("net", (*SHIPPED, RUN)),
    "run": Codec("run", str, run_id),
    "data": choice("data", ("auto", *NAMES, OWN)),
    "label": choice("class", (ANY, *CLASSES)),
    "nth": whole("n", 1, OFFERED),
    "fit": choice("fit", FITS),
}
