/** The part of Deno that this library uses: a program that is checked without Deno's own types has these. */
export interface DenoRuntime {
  readonly build: { readonly os: string };
  readonly version: { readonly deno: string };
  readonly mainModule: string;
  readonly pid: number;
  readonly exitCode: number;
  readonly env: { get(name: string): string | undefined };
  readonly permissions: { querySync(descriptor: Permission): { readonly state: string } };
  readonly errors: {
    readonly [Name in ErrorName]: new (
      message: string,
      options?: ErrorOptions,
    ) => Error & { readonly name: Name };
  };
  cwd(): string;
  unrefTimer(id: number): void;
  makeTempDirSync(options: { readonly prefix: string }): string;
  removeSync(path: string, options: { readonly recursive: boolean }): void;
  listen(options: DenoAddress & { readonly tcpBacklog?: number }): DenoListener;
  connect(options: DenoAddress): Promise<DenoConn>;
}

type ErrorName = "BadResource" | "NotCapable" | "NotFound" | "ConnectionRefused" | "ConnectionReset";

interface Permission {
  readonly name: string;
  readonly path?: string | URL;
  readonly variable?: string;
}

type DenoAddress =
  | { readonly transport: "unix"; readonly path: string }
  | { readonly hostname: string; readonly port: number };

/** Where a connection leads to, of any kind. */
export type DenoAddr =
  | { readonly transport: "unix" | "unixpacket"; readonly path: string | null }
  | { readonly transport: "tcp"; readonly hostname: string; readonly port: number };

/** An open connection. */
export interface DenoConn {
  readonly remoteAddr: DenoAddr;
  setNoDelay?(noDelay?: boolean): void;
  setKeepAlive?(keepAlive?: boolean): void;
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  ref(): void;
  unref(): void;
  close(): void;
}

/** What takes connections. */
export interface DenoListener {
  readonly addr: DenoAddr;
  accept(): Promise<DenoConn>;
  ref(): void;
  unref(): void;
  close(): void;
}
