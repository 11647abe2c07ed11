"""Reads lines "scenario count", runs the scenario so often, and prints the seconds that it took."""
import multiprocessing
import sys
import time

lock = multiprocessing.Lock()
value = multiprocessing.Value("i", 0)


def pair(count):
    for _ in range(count):
        lock.acquire()
        lock.release()


def add(count):
    for _ in range(count):
        with value.get_lock():
            value.value += 1


for line in sys.stdin:
    name, count = line.split()
    scenario = {"pair": pair, "add": add}[name]
    started = time.perf_counter()
    scenario(int(count))
    print(time.perf_counter() - started, flush=True)
