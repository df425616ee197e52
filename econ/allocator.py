"""Memory: what a process that runs the model again and again does with what it let go."""

import contextlib
import ctypes
import functools
import sys

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8  # names of the C library for these settings
LARGEST_KEPT_BYTES = 1 << 30  # bytes of one piece that are kept


@functools.cache  # once is enough
def keep_freed_memory() -> None:
    """Keep freed memory for the next run instead of handing it back: giving it out page by page again costs half of a run.

    All threads share one heap, since those of each thread are handed back whatever is asked of them.
    Does nothing where the C library is not glibc. The process then stays as large as its largest run was.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            library = ctypes.CDLL("libc.so.6")
            library.mallopt(MMAP_THRESHOLD, LARGEST_KEPT_BYTES)
            library.mallopt(TRIM_THRESHOLD, LARGEST_KEPT_BYTES)
            library.mallopt(ARENA_MAX, 1)
