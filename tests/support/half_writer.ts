/**
 * Killed in the middle of writing a journal, which it leaves hot: part of a transaction stands in the
 * file, what was there before in the file beside it. Argument: the journal's path.
 */
import process from "node:process";
import { DatabaseSync } from "node:sqlite";

const db = new DatabaseSync(process.argv[2] ?? "");
// One page of memory: what does not fit in it is written before the end of the transaction.
db.exec("PRAGMA cache_size = 1; BEGIN IMMEDIATE");
db.exec("UPDATE orders SET prompt = hex(zeroblob(200000))");
process.kill(process.pid, "SIGKILL");
