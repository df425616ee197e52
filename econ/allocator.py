"""Allocator: what a process that runs the model again and again does with freed memory."""

import contextlib
import ctypes
import functools
import sys

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8  # parameters of `mallopt` in glibc
LARGEST_KEPT_BYTES = 1 << 30


@functools.cache  # once is enough
def keep_freed_memory() -> None:
    """Keep freed memory for the next run: getting it from the system again, page by page, takes half of a run's time.

    All threads share one heap, because glibc returns the heaps of single threads whatever is set. Does nothing if the C
    library is not glibc. The process stays as large as its largest run.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            library = ctypes.CDLL("libc.so.6")
            library.mallopt(MMAP_THRESHOLD, LARGEST_KEPT_BYTES)
            library.mallopt(TRIM_THRESHOLD, LARGEST_KEPT_BYTES)
            library.mallopt(ARENA_MAX, 1)
