import { Fault } from "#kernel/errors";

/** For a URL that this server does not ask; the reason shows nothing of an internal network. */
export function refused(why: string): Fault {
  return new Fault("URL_REFUSED", `the URL is refused: ${why}`, { reason: why });
}
