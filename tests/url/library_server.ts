const ROOT = new URL("../../", import.meta.url);

/** Serves this repository over loopback HTTP as it is, and files put beside it, and remembers who asked for what. */
export class LibraryServer implements AsyncDisposable {
  /** The paths asked for, in the order of the requests. */
  readonly requests: string[] = [];
  /** What is served instead of the repository's own, or beside it: a text by path. */
  readonly files: Map<string, string> = new Map();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => this.#answer(new URL(request.url).pathname),
    );
  }

  /** As `--allow-import` names it. */
  get host(): string {
    return `127.0.0.1:${this.#server.addr.port}`;
  }

  /** The URL of a path of the repository. */
  url(path: string): string {
    return `http://${this.host}/${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(path: string): Promise<Response> {
    this.requests.push(path);
    const text = this.files.get(path) ?? await Deno.readTextFile(new URL(`.${path}`, ROOT)).catch(() => null);
    return new Response(text ?? `There is no ${path}`, {
      status: text === null ? 404 : 200,
      headers: { "content-type": path.endsWith(".js") ? "text/javascript" : "application/typescript" },
    });
  }
}
