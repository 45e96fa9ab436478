"""The one error of the core: a message key and the values received, never a sentence."""

from collections.abc import Mapping
from typing import Any


class LabError(ValueError):
    """What was asked for cannot be computed; the app turns the key into a sentence in the learner's language.

    Attributes:
        key: name of the message, e.g. "window_does_not_fit".
        values: what was received, under the names the message's placeholders use.

    >>> error = LabError("too_small", name="stride", minimum=1, received=0)
    >>> error.key, error.values["received"]
    ('too_small', 0)
    >>> print(error)
    too_small (name='stride', minimum=1, received=0)
    """

    key: str
    values: dict[str, Any]

    def __init__(self, key: str, /, **values: Any) -> None:
        """Keep the key and the values as they are; both travel through pickle."""
        super().__init__(key)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        """The key, then the values: for logs and tests, not for learners."""
        if not self.values:
            return self.key
        return f"{self.key} ({', '.join(f'{name}={value!r}' for name, value in self.values.items())})"

    def met(self, **values: Any) -> "LabError":
        """The same error with more values, for the caller who knows more; those it has stay.

        >>> print(LabError("too_small", received=0).met(received=5, line=3))
        too_small (received=0, line=3)
        """
        return LabError(self.key, **(values | self.values))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by key and values: workers in other processes raise it too."""
        return _rebuild, (self.key, self.values)


def _rebuild(key: str, values: Mapping[str, Any]) -> LabError:
    return LabError(key, **values)
