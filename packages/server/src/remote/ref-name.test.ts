import { expect, test } from "vitest";

import { requireRefName } from "./ref-name.ts";

test.each([
  "--upload-pack=touch X;",
  "-oProxyCommand=id",
  "--config=core.sshCommand=id",
  "--output=/tmp/x",
  "-c protocol.ext.allow=always",
  "",
  "a..b",
  "a b",
  "a\nb",
  "a\0b",
  "a~1",
  "a^",
  "a:b",
  "+a:refs/heads/b",
  "refs/*",
  "a@{1}",
  "@",
  ".a",
  "a/.b",
  "a.lock",
  "a/",
  "/a",
  "a//b",
  "a.",
  "a\\b",
  "a".repeat(300),
])("GIT-02: %j is no ref", (ref) => {
  expect(() => requireRefName(ref)).toThrowError(expect.objectContaining({ code: "VALIDATION_ERROR" }));
});

test.each(["main", "feature/x", "v1.2.3", "0123456789abcdef0123456789abcdef01234567", "refs/pull/1/head"])(
  "%s is one",
  (ref) => {
    expect(() => requireRefName(ref)).not.toThrow();
  },
);
