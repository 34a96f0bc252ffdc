/**
 * A process that indexes a folder until a statement of the given form has run for the given time, says so, and then does
 * nothing more with its transaction open: killed-index.test.ts kills it there. Without a form it runs to the end.
 */
import { joinAether } from "../support/aether-for-tests.ts";
import { openDying } from "./dying-database.ts";

const [engine = "", place = "", root = "", tenantId = "", form = "", times = ""] = process.argv.slice(2);

const db = await openDying({ engine, place, form, times: Number(times) });
const aether = await joinAether({ db, drop: () => db.close() });
const tenant = await aether.tenant(tenantId);
await tenant.index(root, { name: "shop" });
await aether.close();
