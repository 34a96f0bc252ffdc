/** The forms of people without a session: what they ask, what the API is called with, and what is said afterwards. */
import type { FormPage, PageLink } from "./page-html.ts";

export type Values = Readonly<Record<string, string>>;

export interface AccountForm {
  readonly page: FormPage;
  readonly call: `/${string}`;
  readonly body: (values: Values) => object;
  /** Undefined: the person is sent to the start page. */
  readonly done?: { readonly title: string; readonly text: string; readonly links: readonly PageLink[] };
}

const EMAIL = { name: "email", label: "E-mail", type: "email", autocomplete: "username", isRequired: true } as const;
const SIGN_IN_LINK = { href: "/sign-in", text: "Sign in" } as const;
const ENOUGH = "12 characters or more; a few words together are good.";

const code = (whose: string) =>
  ({
    name: "token",
    label: "Code",
    type: "text",
    autocomplete: "off",
    isRequired: true,
    isFromLink: true,
    hint: `From ${whose}; in a link it is what follows the #.`,
  }) as const;

/** Fields that were left empty are left out. */
const given = (values: Values, ...names: readonly string[]): object =>
  Object.fromEntries(names.flatMap((name) => ((values[name] ?? "") === "" ? [] : [[name, values[name]]])));

const SIGN_IN: AccountForm = {
  page: {
    path: "/sign-in",
    title: "Sign in",
    fields: [
      EMAIL,
      { name: "password", label: "Password", type: "password", autocomplete: "current-password", isRequired: true },
      {
        name: "tenant",
        label: "Tenant (optional)",
        type: "text",
        autocomplete: "organization",
        isRequired: false,
        hint: "Its short name, where you belong to several.",
      },
    ],
    button: "Sign in",
    links: [{ href: "/forgotten-password", text: "Forgotten your password?" }],
  },
  call: "/auth/login",
  body: (values) => ({ password: "", email: "", ...given(values, "email", "password", "tenant") }),
};

const FORGOTTEN: AccountForm = {
  page: {
    path: "/forgotten-password",
    title: "Forgotten password",
    intro: "A link that sets a new password is mailed to the address, if an account has it.",
    fields: [EMAIL],
    button: "Send the link",
    links: [SIGN_IN_LINK],
  },
  call: "/auth/password-reset",
  body: (values) => ({ email: values["email"] ?? "" }),
  done: {
    title: "Look into your mail",
    text: "If an account has that address, a link is on its way; it is good for thirty minutes. Where this installation sends no mail, ask whoever runs it for a link.",
    links: [SIGN_IN_LINK, { href: "/reset-password", text: "I have a code" }],
  },
};

const RESET: AccountForm = {
  page: {
    path: "/reset-password",
    title: "Set a new password",
    fields: [
      code("the letter, or from whoever runs this installation"),
      {
        name: "new_password",
        label: "New password",
        type: "password",
        autocomplete: "new-password",
        isRequired: true,
        hint: ENOUGH,
      },
    ],
    button: "Set the password",
    links: [{ href: "/forgotten-password", text: "Ask for another link" }],
  },
  call: "/auth/password-reset/spend",
  body: (values) => ({ token: values["token"] ?? "", new_password: values["new_password"] ?? "" }),
  done: {
    title: "Your password is set",
    text: "You are signed out everywhere. Sign in with the new password.",
    links: [SIGN_IN_LINK],
  },
};

const JOIN: AccountForm = {
  page: {
    path: "/join",
    title: "Accept an invitation",
    fields: [
      code("the invitation"),
      {
        name: "name",
        label: "Your name (optional)",
        type: "text",
        autocomplete: "name",
        isRequired: false,
      },
      {
        name: "password",
        label: "Password",
        type: "password",
        autocomplete: "new-password",
        isRequired: true,
        hint: `If you have an account already, its password; else choose one: ${ENOUGH}`,
      },
    ],
    button: "Join",
    links: [SIGN_IN_LINK],
  },
  call: "/invitations/accept",
  body: (values) => ({ token: "", password: "", ...given(values, "token", "name", "password") }),
  done: { title: "You have joined", text: "Sign in with your e-mail and your password.", links: [SIGN_IN_LINK] },
};

export const ACCOUNT_FORMS: readonly AccountForm[] = [SIGN_IN, FORGOTTEN, RESET, JOIN];
