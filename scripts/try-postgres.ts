/**
 * What `make try-postgres` runs: a PostgreSQL with pgvector to try many tenants on, without root and without touching the system, as
 * the tests have it (Debian's packages, by apt). It is fast rather than safe, and all of it goes when it stops.
 */
import { once } from "node:events";
import process from "node:process";

import { Client } from "pg";

import { startPostgres } from "../test/support/postgres-server.ts";

const server = await startPostgres({ password: "secret" });
const admin = new Client(server.url);
await admin.connect();
await admin.query("create database aether");
await admin.end();
const { host } = new URL(server.url);
process.stdout.write(
  `export DATABASE_URL=postgres://aether:another-secret@${host}/aether\n` +
    `export MIGRATION_DATABASE_URL=postgres://postgres:secret@${host}/aether\n` +
    "PostgreSQL runs until Ctrl-C, and is gone then with all that is in it.\n",
);
await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
await server.stop();
