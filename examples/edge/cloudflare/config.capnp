# For workerd itself: `workerd serve out/cloudflare/config.capnp`.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "service", worker = .service)],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "service")],
);

const service :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "wasm/core.wasm", wasm = embed "wasm/core.wasm"),
    (name = "wasm/reduce.wasm", wasm = embed "wasm/reduce.wasm"),
    (name = "wasm/resize.wasm", wasm = embed "wasm/resize.wasm"),
    (name = "wasm/stats.wasm", wasm = embed "wasm/stats.wasm"),
  ],
  compatibilityDate = "2025-06-02",
  bindings = [(name = "DEADLINE_MS", text = "5000")],
);
