// A form is sent once, carries the CSRF token of this moment, and is not left by accident with something typed in it.

const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
const dirty = new WeakSet();

// Sign-in in another tab changes the token; the cookie always has the one that counts.
function refreshToken(form) {
  const token = cookie("csrftoken");
  const field = form.elements.csrfmiddlewaretoken;
  if (token && field) field.value = token;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  refreshToken(form);
  if (form.hasAttribute("data-repeat")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  dirty.delete(form);
  setTimeout(() => {
    for (const button of form.querySelectorAll("button:not([type=button])")) button.setAttribute("aria-disabled", "true");
    event.submitter?.setAttribute("aria-busy", "true");
  });
  setTimeout(() => release(form), 15000); // an answer that never came: let people try again
});

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("aria-busy");
  }
}

// The way back shows the page as it was sent. Sent again as it stands it is the same form, whose one-time key saves it
// once; changed, it is another one and gets a key of its own, or what is typed now would count as saved already.
const sentBefore = new WeakSet();

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    release(form);
    sentBefore.add(form);
  }
});

// crypto.randomUUID needs HTTPS; a phone in the network of the park may have none
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.form;
    if (form && sentBefore.delete(form) && form.elements.one_time_key) form.elements.one_time_key.value = newKey();
    if (form?.hasAttribute("data-guard") && event.isTrusted) dirty.add(form);
  });
}

// A form with a draft loses nothing by being left; autosave.js marks what has arrived.
document.addEventListener("qs:saved", (event) => dirty.delete(event.target));

addEventListener("beforeunload", (event) => {
  for (const form of document.querySelectorAll("form[data-guard]")) {
    if (dirty.has(form) && !form.dataset.sent) event.preventDefault();
  }
});
