/** A process sends a list through its end of a pipe. */
import { type Connection, Pipe, Process } from "../../mod.ts";

function sendData(conn: Connection): void {
  conn.sendSync([1, 2, 3]);
  conn.close();
}

if (import.meta.main) {
  const [parentConn, childConn] = Pipe();
  const p = new Process({ target: sendData, args: [childConn] });
  p.start();
  const list = await parentConn.recv() as number[];
  console.log(`[${list.join(", ")}]`); // [1, 2, 3]
  await p.join();
}
