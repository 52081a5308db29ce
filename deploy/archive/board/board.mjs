// bull-board on the queue of an archive: what waits, is done and was given up, to be tried again by hand. It shows UIDs, which
// tell who the patient is to whoever has the PACS: serve it to nobody else.
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import { createPostgresBackend, createRedisBackend, Queue } from "bullmq";
import express from "express";
import { Redis } from "ioredis";
import pg from "pg";

const {
  AUTOSEG_QUEUE = "redis://127.0.0.1:6379",
  BOARD_HOST = "127.0.0.1",
  BOARD_PORT = "3000",
} = process.env;

const isPostgres = /^postgres(ql)?:/.test(AUTOSEG_QUEUE);
const connection = isPostgres
  ? new pg.Pool({ connectionString: AUTOSEG_QUEUE, options: "-c search_path=bullmq", max: 3 })
  : new Redis(AUTOSEG_QUEUE, { maxRetriesPerRequest: null });
connection.on("error", () => process.stderr.write("The queue is away.\n"));
const queue = new Queue(
  "archive",
  { connection, ...(!isPostgres && { prefix: "{autoseg}" }) },
  isPostgres ? createPostgresBackend : createRedisBackend,
);
queue.on("error", () => undefined);

const serverAdapter = new ExpressAdapter();
createBullBoard({ queues: [new BullMQAdapter(queue)], serverAdapter });
const app = express();
app.get("/healthz", (_, response) => response.send("ok"));
app.use("/", serverAdapter.getRouter());
const server = app.listen(Number(BOARD_PORT), BOARD_HOST);
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => {
    server.close();
    process.exit(0);
  });
