"""CPython's side of the pool benchmark: maps `square` over a million floats each time a line comes in, and prints the time."""

import sys
import time
from multiprocessing import Pool


def square(x):
    return x * x


if __name__ == "__main__":
    xs = [index / 7 for index in range(1_000_000)]
    with Pool(2) as pool:
        pool.map(square, range(100))
        for _ in sys.stdin:
            started = time.perf_counter()
            pool.map(square, xs)
            print((time.perf_counter() - started) * 1000, flush=True)
