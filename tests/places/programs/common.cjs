const { Pool } = require("@multicore/multicore");

const factor = 3;
module.exports.scale = function scale(n) {
  return n * factor;
};
exports.add = (n) => n + factor;

async function main() {
  const pool = new Pool(1);
  console.log(
    String(await pool.run(exports.scale, 2)) === "6" && String(await pool.map(exports.add, [1])) === "4"
      ? "threads"
      : "wrong",
  );
  await pool.terminate();
}

if (require.main === module) main();
