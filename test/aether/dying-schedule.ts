/** A process that looks for what is due and does nothing more in the middle of that: schedule.test.ts kills it there. */
import { dueJob } from "../../packages/server/src/aether/schedule/due-job.ts";
import { joinAether } from "../support/aether-for-tests.ts";
import { openDying } from "./dying-database.ts";

const [engine = "", place = "", tenantId = "", form = "", times = ""] = process.argv.slice(2);

const db = await openDying({ engine, place, form, times: Number(times) });
const aether = await joinAether({ db, drop: () => db.close() });
const { context } = await aether.tenant(tenantId);
await aether.jobs.enqueue(context, dueJob, { input: {}, subject: "now" });
