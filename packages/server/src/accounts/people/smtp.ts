import { createTransport } from "nodemailer";

import type { Mailer } from "./mail.ts";

const WAIT_MS = 20_000;

export interface SmtpOptions {
  /** smtp://user:password@host:587 or smtps://… */
  readonly url: string;
  /** The sender's address. */
  readonly from: string;
}

/** Hands letters to a mail server: as plain text, without files or remote content. */
export function createSmtpMailer({ url, from }: SmtpOptions): Mailer {
  const timeouts = { connectionTimeout: WAIT_MS, greetingTimeout: WAIT_MS, socketTimeout: WAIT_MS };
  const transport = createTransport({ url, ...timeouts, disableFileAccess: true, disableUrlAccess: true });
  return {
    async send({ to, subject, text }) {
      await transport.sendMail({ from, to: { name: "", address: to }, subject, text });
    },
  };
}
