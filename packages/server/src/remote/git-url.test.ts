import { expect, test } from "vitest";

import { canonicalUrl } from "./git-url.ts";

test.each([
  ["a file", "file:///etc"],
  ["a path", "/etc"],
  ["a program", "ext::sh -c id"],
  ["a descriptor", "fd::17"],
  ["git's own protocol", "git://example.org/a.git"],
  ["ssh", "ssh://-oProxyCommand=id/a"],
  ["http", "http://example.org/a.git"],
  ["ftp", "ftp://example.org/a.git"],
  ["a Windows path", "C:\\repo"],
  ["scp's form", "git@example.org:a.git"],
  ["an encoded NUL", "https://example.org/a%00.git"],
  ["an encoded line end", "https://example.org/a%0a.git"],
  ["a leading dash", "-https://example.org/a.git"],
  ["a backslash before another host", "https://example.org\\@127.0.0.1/a.git"],
  ["a name and a password", "https://me:secret@example.org/a.git"],
  ["an empty name", "https://@example.org/a.git"],
  ["a query", "https://example.org/a.git?x"],
  ["a fragment", "https://example.org/a.git#x"],
  ["a host without a repository", "https://example.org/"],
  ["a host that ends with a dot", "https://localhost./a.git"],
  ["a zone", "https://[fe80::1%25eth0]/a.git"],
  ["a line end", "https://example.org/a\n.git"],
  ["an option (GIT-02)", "--upload-pack=touch X;"],
  ["a configuration (GIT-02)", "--config=core.sshCommand=id"],
  ["an endless one", `https://example.org/${"a".repeat(3000)}`],
])("GIT-01: %s is refused with a reason, before anything is asked", (_what, url) => {
  expect(() => canonicalUrl(url)).toThrowError(expect.objectContaining({ code: "URL_REFUSED" }));
});

test("a reason never repeats a secret of the URL", () => {
  expect(() => canonicalUrl("https://me:hunter2@example.org/a.git")).toThrowError(
    expect.not.objectContaining({ message: expect.stringContaining("hunter2") }),
  );
});

test.each([
  ["HTTPS://Example.ORG:443/a/../b.git/", "https://example.org/b.git"],
  ["https://example.org/owner/name", "https://example.org/owner/name"],
  ["https://0x7f.1/a.git", "https://127.0.0.1/a.git"],
  ["https://１２７.0.0.1/a.git", "https://127.0.0.1/a.git"],
])("%s is known as %s", (url, href) => {
  expect(canonicalUrl(url).href).toBe(href);
});
