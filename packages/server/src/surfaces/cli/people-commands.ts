import { type Command, text } from "./command.ts";

const expires = (summary: string) => text("expires", "TIME", summary);

/** For tenants with people in them: who they are, what they come with, what is kept for them. */
export const PEOPLE_COMMANDS: readonly Command[] = [
  {
    name: "members",
    summary: "List, invite, change and remove the people of a tenant",
    operands: "[list | invite EMAIL | role MEMBER ROLE | remove MEMBER]",
    operandsMin: 0,
    operandsMax: 3,
    flags: [
      {
        name: "role",
        kind: "text",
        value: "ROLE",
        summary: "invite: as this (default member)",
        choices: ["owner", "admin", "member", "viewer"],
      },
      expires("invite: good for so long, as 2d (default 7d, which is the most)"),
    ],
    examples: ["aether members invite ann@example.org --role admin", "aether members role ann@example.org viewer"],
  },
  {
    name: "invitations",
    summary: "List who was asked into a tenant, or take an invitation back",
    operands: "[list | revoke ID]",
    operandsMin: 0,
    operandsMax: 2,
    flags: [],
    examples: ["aether invitations", "aether invitations revoke ID"],
  },
  {
    name: "credentials",
    summary: "List, keep and delete tokens of other services; each is read from a prompt or stdin",
    operands: "[list | add NAME | delete NAME]",
    operandsMin: 0,
    operandsMax: 2,
    flags: [
      text("host", "HOST", "add: the only host that it is sent to, as github.com"),
      {
        name: "kind",
        kind: "text",
        value: "KIND",
        summary: "add: what it is (default git_token)",
        choices: ["git_token", "provider_key"],
      },
      text("username", "NAME", "add: what a git server wants beside the token (default x-access-token)"),
    ],
    examples: ["aether credentials add github --host github.com < token-file", "aether credentials"],
  },
  {
    name: "sessions",
    summary: "List where you are signed in, and sign out there",
    operands: "[list | end ID]",
    operandsMin: 0,
    operandsMax: 2,
    flags: [],
    examples: ["aether sessions", "aether sessions end ID"],
  },
  {
    name: "account",
    summary: "Show your account, change its name or password, leave a tenant, or delete it",
    operands: "[show | rename NAME | password | leave | delete]",
    operandsMin: 0,
    operandsMax: 2,
    flags: [],
    examples: ["aether account", "aether account password"],
  },
  {
    name: "people",
    summary: "For the operator: find a person, make a link for a new password, or delete an account",
    operands: "find EMAIL | reset-link EMAIL | delete EMAIL",
    operandsMin: 1,
    operandsMax: 2,
    flags: [],
    examples: ["aether people find ann@example.org", "aether people reset-link ann@example.org"],
  },
];
