"""What the processor of this machine can do."""

import sys
from functools import cache
from pathlib import Path
from typing import Final

#: Linux's names of instructions that multiply bfloat16 numbers; elsewhere nobody says, and float32 is used.
BFLOAT16_FLAGS: Final = {"avx512_bf16", "amx_bf16", "bf16"}


@cache
def computes_in_bfloat16() -> bool:
    """Whether mixed precision would be faster here than float32."""
    if not sys.platform.startswith("linux"):
        return False
    return has_bfloat16(Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace"))


def has_bfloat16(cpuinfo: str) -> bool:
    """Whether a Linux /proc/cpuinfo names bfloat16 instructions.

    >>> has_bfloat16("flags : fpu avx512f avx512_bf16"), has_bfloat16("Features : fp asimd")
    (True, False)
    """
    lines = (line.partition(":") for line in cpuinfo.splitlines())
    return any(
        name.strip() in ("flags", "Features") and not BFLOAT16_FLAGS.isdisjoint(flags.split())
        for name, _, flags in lines
    )
