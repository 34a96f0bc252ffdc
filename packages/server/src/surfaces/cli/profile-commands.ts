import { type Command, off, text } from "./command.ts";

/** Which server is asked, and as whom. */
export const PROFILE_COMMANDS: readonly Command[] = [
  {
    name: "login",
    summary: "Sign in to a server with an API key, from the prompt or stdin, with a password, or through a browser",
    operands: "[URL]",
    operandsMin: 0,
    operandsMax: 1,
    flags: [
      text("email", "EMAIL", "with this person's password instead of a key"),
      off("device", "by a code that you approve in a browser, on this machine or another"),
      off("insecure", "also over http, where whoever is in between reads along"),
    ],
    examples: [
      "aether login https://aether.example.com",
      "aether login https://aether.example.com --device",
      "aether login https://aether.example.com --profile work < key-file",
      "aether login https://aether.example.com --email ada@example.com",
    ],
  },
  {
    name: "join",
    summary: "Join a tenant with an invitation, and sign in; its code and a password from the prompt or stdin",
    operands: "[URL]",
    operandsMin: 0,
    operandsMax: 1,
    flags: [
      text("name", "NAME", "call yourself so, where you have no account yet"),
      off("insecure", "also over http, where whoever is in between reads along"),
    ],
    examples: ["aether join https://aether.example.com", "aether join https://aether.example.com --profile work"],
  },
  {
    name: "logout",
    summary: "Sign out, and forget the profile",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    flags: [],
    examples: ["aether logout", "aether logout --profile work"],
  },
  {
    name: "whoami",
    summary: "Show which server is asked, and as whom",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    flags: [],
    examples: ["aether whoami"],
  },
  {
    name: "config",
    summary: "Show or change what this command remembers; keys are never shown",
    operands: "[list | get KEY | set KEY VALUE | path | profiles]",
    operandsMin: 0,
    operandsMax: 3,
    flags: [],
    examples: ["aether config profiles", "aether config set profile local", "aether config path"],
  },
];
