"""Named 3 x 3 kernels of classical image processing, as a learner would type them."""

KERNELS: dict[str, tuple[tuple[str, ...], ...]] = {
    "edges-upright": (("1", "0", "-1"),) * 3,
    "edges-level": (("1", "1", "1"), ("0", "0", "0"), ("-1", "-1", "-1")),
    "outline": (("-1", "-1", "-1"), ("-1", "8", "-1"), ("-1", "-1", "-1")),
    "blur": (("1/9",) * 3,) * 3,
    "sharpen": (("0", "-1", "0"), ("-1", "5", "-1"), ("0", "-1", "0")),
    "emboss": (("-2", "-1", "0"), ("-1", "1", "1"), ("0", "1", "2")),
    "identity": (("0", "0", "0"), ("0", "1", "0"), ("0", "0", "0")),
}
