// The live list: shows the rows that the server's stream names, in its order, while somebody looks.

const live = document.getElementById("live");
const state = document.getElementById("live-state");
const toggle = document.getElementById("live-toggle");
const rows = document.getElementById("events");
const older = document.getElementById("older");
let seen = live?.dataset.seen;
let paused = false;
let stream;

function say(text, colour) {
  if (state.textContent === text) return;
  state.textContent = text;
  state.dataset.state = colour;
}

function show({ ids, rows: changed, older: address }) {
  const wanted = new Set(ids);
  for (const row of [...rows.children]) if (!wanted.has(row.id)) row.remove();
  ids.forEach((id, place) => {
    if (!changed[id]) return;
    const template = document.createElement("template");
    template.innerHTML = changed[id];
    const fresh = template.content.firstElementChild;
    const known = document.getElementById(id);
    if (known) return replace(known, fresh);
    fresh.classList.add("new");
    rows.insertBefore(fresh, rows.children[place] ?? null);
  });
  document.getElementById("list").hidden = !ids.length;
  document.getElementById("empty")?.toggleAttribute("hidden", ids.length > 0);
  older.hidden = !address;
  older.href = address ?? "";
}

function replace(row, fresh) {
  const focused = row.contains(document.activeElement);
  row.replaceWith(fresh);
  if (focused) fresh.querySelector("a").focus();
}

function follow() {
  stream?.close();
  if (paused || document.hidden) return;
  const address = new URL(live.dataset.address, location);
  address.searchParams.set("seen", seen);
  stream = new EventSource(address);
  stream.onopen = () => say("Live", "delivered");
  stream.onmessage = ({ data, lastEventId }) => { seen = lastEventId; show(JSON.parse(data)); say("Live", "delivered"); };
  stream.addEventListener("trouble", ({ data }) => say(`Waiting: ${data}`, "dead"));
  stream.addEventListener("over", () => location.reload());
  stream.onerror = () => {
    say("Reconnecting", "pending");
    if (stream.readyState === EventSource.CLOSED) setTimeout(follow, 5000);
  };
}

if (live) {
  live.hidden = false;
  document.addEventListener("visibilitychange", follow);
  toggle.addEventListener("click", () => {
    paused = !paused;
    toggle.textContent = paused ? "Resume" : "Pause";
    if (paused) say("Paused", "cancelled");
    follow();
  });
  follow();
}
