/**
 * A process that gives texts their vectors until a statement of the given form has run for the given time, says so, and then does
 * nothing more with its transaction open: killed-fill.test.ts kills it there.
 */
import { joinAether } from "../support/aether-for-tests.ts";
import { openDying } from "./dying-database.ts";
import { lastJob, modelOptions } from "./model-tenant.ts";

const [engine = "", place = "", host = "", tenantId = "", form = "", times = ""] = process.argv.slice(2);

const db = await openDying({ engine, place, form, times: Number(times) });
const aether = await joinAether({ db, drop: () => db.close() }, modelOptions([host]));
const tenant = await aether.tenant(tenantId);
await lastJob(aether, tenant, "fill_vectors");
await aether.close();
