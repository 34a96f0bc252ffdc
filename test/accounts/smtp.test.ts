import { createServer, type Socket } from "node:net";

import { expect, onTestFinished, test } from "vitest";

import { createSmtpMailer } from "../../packages/server/src/accounts/index.ts";

/** A mail server of a few lines that takes every letter (RFC 5321). */
async function mailServer(): Promise<{ readonly url: string; readonly heard: string[] }> {
  const heard: string[] = [];
  const serve = (socket: Socket): void => {
    let isLetter = false;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    say("220 test");
    socket.on("data", (chunk: Buffer) => {
      for (const line of chunk.toString().split("\r\n")) {
        if (line !== "") heard.push(line);
        if (isLetter) {
          if (line !== ".") continue;
          isLetter = false;
          say("250 taken");
        } else if (/^EHLO/i.test(line)) say("250 test");
        else if (/^DATA/i.test(line)) {
          isLetter = true;
          say("354 go on");
        } else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
        else if (line !== "") say("250 fine");
      }
    });
  };
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the mail server has no port");
  return { url: `smtp://127.0.0.1:${address.port}`, heard };
}

test("a letter is handed to the mail server with its link whole", async () => {
  const { url, heard } = await mailServer();
  const link = "https://aether.example/reset-password#aeth_reset_abc";
  await createSmtpMailer({ url, from: "aether@example.org" }).send({
    to: "ann@example.org",
    subject: "Set",
    text: link,
  });
  expect(heard).toContain("MAIL FROM:<aether@example.org>");
  expect(heard).toContain("RCPT TO:<ann@example.org>");
  expect(heard.join("\n")).toContain(link.slice(0, 40));
});

test("an address cannot bring lines of its own, nor another recipient", async () => {
  const { url, heard } = await mailServer();
  const mailer = createSmtpMailer({ url, from: "aether@example.org" });
  const to = "ann@example.org\r\nRCPT TO:<thief@example.org>";
  await mailer.send({ to, subject: "a\r\nBcc: thief@example.org", text: "x" }).catch(() => undefined);
  expect(heard.filter((line) => /^(RCPT TO:<thief|Bcc:)/i.test(line))).toEqual([]);
});
