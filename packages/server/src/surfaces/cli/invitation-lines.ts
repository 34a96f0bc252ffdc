import type { NewInvitation } from "@aether/client";

import { labelled } from "./shown.ts";
import { plainLine } from "./terminal.ts";

/** Said beside an invitation that was just made. */
export const SHOWN_ONCE =
  "The code is shown this once: where no mail is sent, hand it over. It is good for one person, at `aether join` or on /join.";

export function newInvitationLines({ email, role, expires_at, token, link }: NewInvitation): string[] {
  return labelled({
    invited: `${plainLine(email)} as ${role}, until ${expires_at}`,
    code: plainLine(token),
    ...(link !== null && { link: plainLine(link) }),
  });
}
