/** A process sends a message through its end of a pipe. */
import { type Connection, Pipe, Process } from "../../mod.ts";

async function sender(conn: Connection): Promise<void> {
  await conn.send("Hello from sender!");
  conn.close();
}

if (import.meta.main) {
  const [parentConn, childConn] = Pipe();
  const p = new Process({ target: sender, args: [childConn] });
  p.start();
  console.log(await parentConn.recv()); // Hello from sender!
  await p.join();
}
