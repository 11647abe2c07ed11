"""CPython's side of queues.ts: one child that follows orders, and the clock."""
import sys
import time
from array import array
from multiprocessing import Pipe, Process, Queue, SimpleQueue


def serve(orders, done, inbox, outbox, connection):
    while True:
        scenario, count = orders.get()
        started = time.perf_counter()
        for i in range(count):
            if scenario == "produce":
                outbox.put({"id": i, "name": "item"})
            elif scenario == "echo":
                outbox.put(inbox.get())
            elif scenario in ("take", "takeBytes"):
                inbox.get()
            elif scenario == "ping":
                connection.send({"id": i})
                connection.recv()
            else:
                connection.send(connection.recv())
        done.put(time.perf_counter() - started)


def main():
    orders, other_orders, done = SimpleQueue(), SimpleQueue(), SimpleQueue()
    inbox, outbox = Queue(), Queue()
    here, there = Pipe()
    children = [
        Process(target=serve, args=(orders, done, inbox, outbox, there), daemon=True),
        Process(target=serve, args=(other_orders, done, inbox, outbox, here), daemon=True),
    ]
    for child in children:
        child.start()
    # A Float64Array's counterpart, and the least work that there is for 64 MiB.
    large = {"take": array("d", range(8 << 20)), "takeBytes": bytes(range(256)) * (1 << 18)}
    for line in sys.stdin:
        scenario, count = line.split()
        count = int(count)
        started = time.perf_counter()
        if scenario == "produce":
            orders.put(("produce", count))
            for _ in range(count):
                outbox.get()
            taken = time.perf_counter() - started
            done.get()
        elif scenario == "echo":
            orders.put(("echo", count))
            for i in range(count):
                inbox.put({"id": i})
                outbox.get()
            taken = time.perf_counter() - started
            done.get()
        elif scenario in large:
            orders.put((scenario, count))
            for _ in range(count):
                inbox.put(large[scenario])
            done.get()
            taken = time.perf_counter() - started
        else:
            orders.put(("pong", count))
            other_orders.put(("ping", count))
            taken = max(done.get(), done.get())
        print(taken, flush=True)


if __name__ == "__main__":
    main()
