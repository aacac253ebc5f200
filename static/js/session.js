// Idle time-out: typing counts as activity and keeps the sign-in; two minutes before the end the page says so; when it
// has ended, what was typed stays on the page.

const box = document.querySelector("[data-session]");
const idle = Number(document.body.dataset.idle) * 1000;
const WARN = 120000;
const STEP = 60000;
const part = (name) => box.querySelector(`[data-${name}]`);
const cookie = (name) => document.cookie.split("; ").find((item) => item.startsWith(`${name}=`))?.slice(name.length + 1);

let alive = Date.now(); // the last time the server heard of us
let active = false; // anything done here since then
let over = false;

function show(name) {
  for (const each of ["soon", "over", "back"]) part(each).hidden = each !== name;
}

async function ping() {
  active = false;
  try {
    const answer = await fetch(box.dataset.ping, {
      method: "POST",
      headers: { "X-CSRFToken": cookie("csrftoken") ?? "", Accept: "application/json" },
      redirect: "manual",
    });
    if (answer.ok) {
      alive = Date.now();
      localStorage.setItem("qs-alive", String(alive));
      if (over) {
        over = false;
        show("back");
        setTimeout(() => show(""), 10000);
      } else {
        show("");
      }
    } else if ([0, 401, 403].includes(answer.status)) {
      end();
    }
  } catch {
    active = true; // no network: try again at the next step
  }
}

function end() {
  over = true;
  show("over");
}

function look() {
  if (over) return;
  const since = Date.now() - Math.max(alive, Number(localStorage.getItem("qs-alive") ?? 0));
  if (active && since >= Math.min(STEP, idle / 3)) ping();
  else if (since >= idle) end(); // asking would count as activity
  else if (since >= idle - WARN && idle > 2 * WARN) show("soon");
  else show("");
}

if (box && idle) {
  for (const kind of ["keydown", "input", "pointerdown", "scroll"]) {
    addEventListener(kind, () => { active = true; }, { passive: true, capture: true });
  }
  box.addEventListener("click", (event) => { if (event.target.closest("[data-stay]")) ping(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && over) ping(); });
  document.addEventListener("qs:signed-out", end);
  setInterval(look, 10000);
}
