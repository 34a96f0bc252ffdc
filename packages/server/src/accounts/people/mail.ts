export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Hands a letter over, once. */
export interface Mailer {
  send(letter: Letter): Promise<void>;
}

/** How people are written to. */
export interface Mail {
  /** Undefined where no mail is sent: the operator hands links over instead. */
  readonly mailer: Mailer | undefined;
  /** A page of ours with a secret behind `#`, which browsers send to nobody; null where no address is configured. */
  linkTo(what: "reset" | "invitation" | "device", secret: string): string | null;
}

const PAGES = { reset: "/reset-password", invitation: "/join", device: "/device" };

/** The address of links comes from the configuration, never from a request. */
export function createMail(publicUrl: string | undefined, mailer: Mailer | undefined): Mail {
  return {
    mailer: publicUrl === undefined ? undefined : mailer,
    linkTo: (what, secret) =>
      publicUrl === undefined ? null : `${publicUrl.replace(/\/+$/, "")}${PAGES[what]}#${secret}`,
  };
}
