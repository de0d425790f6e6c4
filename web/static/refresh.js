// A part of a page that goes on: fetched anew with the page, every few seconds, while somebody looks.

const CAN_HAVE_FOCUS = "a, button, summary";
const part = document.querySelector("[data-refresh-seconds]");

async function renew() {
  if (document.hidden || getSelection().type === "Range") return;  // nobody looks, or somebody copies
  const answer = await fetch(location.href, { redirect: "manual" });
  if (answer.type === "opaqueredirect") return location.reload();  // the session has ended
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(part.id);
  if (fresh) show(fresh);
}

function show(fresh) {
  for (const open of part.querySelectorAll("details[open]")) fresh.querySelector(`#${open.id}`)?.setAttribute("open", "");
  const place = [...part.querySelectorAll(CAN_HAVE_FOCUS)].indexOf(document.activeElement);
  part.dataset.refreshSeconds = fresh.dataset.refreshSeconds;
  part.replaceChildren(...fresh.childNodes);
  document.dispatchEvent(new Event("renewed"));
  if (place >= 0) part.querySelectorAll(CAN_HAVE_FOCUS)[place]?.focus();
}

function again() {
  const seconds = Number(part.dataset.refreshSeconds);
  if (seconds) setTimeout(() => renew().catch(() => {}).finally(again), seconds * 1000);
}

if (part) again();
