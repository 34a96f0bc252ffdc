/** The one style and the one script of the form pages. */

export const FORM_CSS = `:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body {
  margin: 0;
  font: 1rem/1.5 system-ui, sans-serif;
  color: light-dark(#16191d, #e9ecef);
  background: light-dark(#ffffff, #16191d);
}
main { max-width: 26rem; margin: 0 auto; padding: 3rem 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; }
a { color: light-dark(#364fc7, #91a7ff); }
.field { margin: 0 0 1rem; }
label { display: block; font-weight: 600; }
.hint { margin: 0; font-size: 0.875rem; color: light-dark(#495057, #c1c2c5); }
input {
  width: 100%;
  min-height: 2.5rem;
  padding: 0.375rem 0.625rem;
  font: inherit;
  color: inherit;
  background: light-dark(#ffffff, #212529);
  border: 1px solid light-dark(#6c757d, #909296);
  border-radius: 4px;
}
button {
  width: 100%;
  min-height: 2.75rem;
  font: inherit;
  font-weight: 600;
  color: light-dark(#ffffff, #10131a);
  background: light-dark(#364fc7, #91a7ff);
  border: 0;
  border-radius: 4px;
  cursor: pointer;
}
button.second {
  margin: 0.75rem 0 0;
  color: inherit;
  background: transparent;
  border: 1px solid light-dark(#6c757d, #909296);
}
dl { margin: 0 0 1rem; }
dt { font-size: 0.875rem; color: light-dark(#495057, #c1c2c5); }
dd { margin: 0 0 0.5rem; font-weight: 600; overflow-wrap: anywhere; }
input:focus-visible, button:focus-visible, a:focus-visible {
  outline: 3px solid light-dark(#364fc7, #91a7ff);
  outline-offset: 2px;
}
.problem {
  padding: 0.625rem;
  color: light-dark(#8f1d1d, #ffc9c9);
  border: 1px solid currentcolor;
  border-radius: 4px;
}
`;

/** A link's secret stands behind #, where no server and no log sees it. It is taken over, and out of the address. */
export const FROM_LINK_JS = `"use strict";
const field = document.querySelector("[data-from-link]");
const secret = decodeURIComponent(location.hash.slice(1));
if (field !== null && secret !== "") {
  field.querySelector("input").value = secret;
  field.hidden = true;
  history.replaceState(null, "", location.pathname);
}
document.querySelector(".field:not([hidden]) input")?.focus();
`;
