/** Pages with a form each, written as text: nothing of what a person typed stands in one without being escaped. */

/** What the person fills in. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: "email" | "password" | "text";
  /** As browsers and password managers know it. */
  readonly autocomplete: string;
  readonly isRequired: boolean;
  readonly hint?: string;
  /** What stands behind # in the link that led here; typed or pasted where the browser runs no scripts. */
  readonly isFromLink?: true;
}

export interface FormPage {
  readonly path: `/${string}`;
  readonly title: string;
  readonly intro?: string;
  readonly fields: readonly Field[];
  readonly button: string;
  readonly links: readonly PageLink[];
}

/** What somebody decides about, and the answers there are. */
export interface ChoicePage extends Omit<FormPage, "fields" | "button"> {
  readonly facts: readonly (readonly [string, string])[];
  /** Sent with the answer. */
  readonly kept: Readonly<Record<string, string>>;
  /** Values of the field `decision`, and what their buttons say; the first is the one to see first. */
  readonly choices: readonly (readonly [string, string])[];
}

export interface PageLink {
  readonly href: `/${string}`;
  readonly text: string;
}

export interface Shown {
  /** Kept for a second try; never passwords. */
  readonly values: Readonly<Record<string, string>>;
  /** What was wrong with the first. */
  readonly problem?: string;
}

export function formPage(page: FormPage, { values, problem }: Shown): string {
  const { path, title, intro, fields, button, links } = page;
  const parts = [
    problem === undefined ? "" : `<p class="problem" role="alert" id="problem">${escapeHtml(problem)}</p>`,
    intro === undefined ? "" : `<p>${escapeHtml(intro)}</p>`,
    `<form method="post" action="${path}"${problem === undefined ? "" : ' aria-describedby="problem"'}>`,
    ...fields.map((field) => fieldHtml(field, values[field.name] ?? "")),
    `<button type="submit">${escapeHtml(button)}</button>`,
    "</form>",
    ...links.map(linkHtml),
  ];
  return wholePage(problem === undefined ? title : `Not done: ${title}`, { heading: title, body: parts.join("\n") });
}

export function choicePage({ path, title, intro, facts, kept, choices, links }: ChoicePage): string {
  const parts = [
    intro === undefined ? "" : `<p>${escapeHtml(intro)}</p>`,
    "<dl>",
    ...facts.map(([name, text]) => `<dt>${escapeHtml(name)}</dt>\n<dd>${escapeHtml(text)}</dd>`),
    "</dl>",
    `<form method="post" action="${path}">`,
    ...Object.entries(kept).map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`),
    ...choices.map(
      ([value, text], at) =>
        `<button type="submit" name="decision" value="${value}"${at === 0 ? "" : ' class="second"'}>${escapeHtml(text)}</button>`,
    ),
    "</form>",
    ...links.map(linkHtml),
  ];
  return wholePage(title, { heading: title, body: parts.join("\n") });
}

/** What came of it. */
export function donePage(
  title: string,
  { text, links }: { readonly text: string; readonly links: readonly PageLink[] },
) {
  const body = [`<p role="status">${escapeHtml(text)}</p>`, ...links.map(linkHtml)].join("\n");
  return wholePage(title, { heading: title, body });
}

function fieldHtml({ name, label, type, autocomplete, isRequired, hint, isFromLink }: Field, value: string): string {
  const described = hint === undefined ? "" : ` aria-describedby="${name}-hint"`;
  const kept = value === "" ? "" : ` value="${escapeHtml(value)}"`;
  const rest = `autocomplete="${autocomplete}" spellcheck="false" autocapitalize="none"${isRequired ? " required" : ""}`;
  return [
    `<div class="field"${isFromLink === true ? " data-from-link" : ""}>`,
    `<label for="${name}">${escapeHtml(label)}</label>`,
    hint === undefined ? "" : `<p class="hint" id="${name}-hint">${escapeHtml(hint)}</p>`,
    `<input id="${name}" name="${name}" type="${type}" ${rest}${described}${kept}>`,
    "</div>",
  ].join("\n");
}

function linkHtml({ href, text }: PageLink): string {
  return `<p><a href="${href}">${escapeHtml(text)}</a></p>`;
}

function wholePage(title: string, { heading, body }: { readonly heading: string; readonly body: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Aether</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/pages/form.css">
<script src="/pages/from-link.js" defer></script>
</head>
<body>
<main>
<h1>${escapeHtml(heading)}</h1>
${body}
</main>
</body>
</html>
`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => ESCAPES[char] ?? char);
}
