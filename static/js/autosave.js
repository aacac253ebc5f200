// form[data-draft-url]: what is typed is saved on the server a second after each change, and kept in this browser until
// the server has confirmed it, or the form was saved or thrown away. Files are not part of a draft.

const WAIT = 1000;
const form = document.querySelector("form[data-draft-url]");
const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
const SKIP = new Set(["csrfmiddlewaretoken", "one_time_key", "save_draft"]);

if (form) {
  const url = form.dataset.draftUrl;
  const key = `qs-draft:${document.body.dataset.user}:${url}`;
  const line = form.querySelector("[data-autosave-say]");
  const offline = form.querySelector("[data-offline]");
  const local = form.querySelector("[data-local]");
  let timer = 0;
  let running = null;
  let again = false;

  const payload = () => {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !SKIP.has(name)) (fields[name] ??= []).push(value);
    }
    return fields;
  };
  const clock = () => new Date().toTimeString().slice(0, 5);
  const keep = (fields) => {
    try {
      localStorage.setItem(key, JSON.stringify({ at: clock(), fields }));
    } catch {
      // a full or closed store: the server copy is what counts
    }
  };

  async function send() {
    const fields = payload();
    keep(fields);
    const abort = new AbortController();
    const patience = setTimeout(() => abort.abort(), 8000);
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": cookie("csrftoken") ?? "" },
        body: JSON.stringify({ payload: fields }),
        redirect: "manual",
        signal: abort.signal,
      });
      if (answer.ok) {
        const { saved_at: at } = await answer.json();
        if (JSON.stringify(payload()) === JSON.stringify(fields)) localStorage.removeItem(key);
        if (line && at) line.textContent = (form.dataset.tSaved ?? "%(time)s").replace("%(time)s", at);
        if (offline) offline.hidden = true;
        form.dispatchEvent(new CustomEvent("qs:saved", { bubbles: true }));
        return "saved";
      }
      if (answer.status !== 401 && answer.status !== 403 && answer.status) return "refused";
      document.dispatchEvent(new CustomEvent("qs:signed-out"));
      return "signed-out";
    } catch {
      if (offline) offline.hidden = false;
      return "offline";
    } finally {
      clearTimeout(patience);
    }
  }

  async function save() {
    if (running) {
      again = true;
      return running;
    }
    running = send();
    const outcome = await running;
    running = null;
    if (again) {
      again = false;
      return save();
    }
    return outcome;
  }

  function later() {
    keep(payload());
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = 0;
      save();
    }, WAIT);
  }

  for (const kind of ["input", "change"]) form.addEventListener(kind, (event) => { if (event.target.type !== "file") later(); });
  form.addEventListener("qs:changed", later);
  addEventListener("online", save);
  addEventListener("pagehide", () => { if (timer) keep(payload()); });
  form.addEventListener("qs:leaving", () => { // what was typed goes along to the next page
    clearTimeout(timer);
    timer = 0;
    localStorage.removeItem(key);
  });

  // Before the form itself is sent, what is typed must be safe: with the network gone the page stays where it is.
  let passed = false;
  form.addEventListener("submit", (event) => {
    if (passed || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    clearTimeout(timer);
    timer = 0;
    const submitter = event.submitter;
    const files = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    save().then((outcome) => {
      if (outcome === "offline" && !navigator.onLine) {
        offline?.scrollIntoView({ block: "center" });
        return;
      }
      if (outcome === "signed-out" && files) return; // the page says so, and has the files until one has signed in again
      passed = true;
      form.requestSubmit(submitter ?? undefined);
      passed = false;
    });
  }, true);

  // What a person sees of the form: no counters or ids, no empty inputs, lines ended alike.
  const hidden = (name) => [...form.querySelectorAll("input[type=hidden]")].some((input) => input.name === name);
  const seen = (fields) => JSON.stringify(Object.entries(fields)
    .filter(([name]) => !hidden(name))
    .map(([name, values]) => [name, values.map((value) => value.replace(/\r\n/g, "\n").trim()).filter(Boolean)])
    .filter(([, values]) => values.length)
    .sort(([one], [other]) => (one < other ? -1 : 1)));

  // What an earlier visit left here because it never arrived. What stands in the page again is only sent to the server.
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    localStorage.removeItem(key);
  }
  if (kept && seen(kept.fields) === seen(payload())) {
    later();
  } else if (kept && local) {
    const words = local.querySelector("span");
    words.textContent = words.textContent.replace("%(time)s", kept.at);
    local.hidden = false;
    local.querySelector("[data-local-take]").addEventListener("click", () => {
      put(kept.fields);
      local.hidden = true;
      save();
    });
    local.querySelector("[data-local-drop]").addEventListener("click", () => {
      localStorage.removeItem(key);
      local.hidden = true;
    });
  }

  function put(fields) {
    form.dispatchEvent(new CustomEvent("qs:put", { detail: fields })); // formset.js makes the lines that are missing
    const places = {};
    for (const node of form.elements) {
      if (!node.name || SKIP.has(node.name) || node.type === "file") continue;
      const values = fields[node.name] ?? [];
      if (node.type === "checkbox" || node.type === "radio") {
        node.checked = values.includes(node.value);
      } else if (node.multiple) {
        for (const option of node.options) option.selected = values.includes(option.value);
      } else if (node.tagName !== "BUTTON" && node.type !== "submit") {
        const place = (places[node.name] = (places[node.name] ?? -1) + 1);
        if (values[place] !== undefined) node.value = values[place];
      }
    }
    form.dispatchEvent(new CustomEvent("qs:shown", { bubbles: true }));
  }
}
