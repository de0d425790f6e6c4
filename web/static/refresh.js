// Parts of a page that go on: fetched anew with the page, every few seconds, while somebody looks.

const part = document.querySelector("[data-refresh-seconds]");

async function renew() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { redirect: "manual" });
  if (answer.type === "opaqueredirect") return location.reload();  // the session has ended
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(part.id);
  if (!fresh) return;
  for (const open of part.querySelectorAll("details[open]")) fresh.querySelector(`#${open.id}`)?.setAttribute("open", "");
  if (!part.contains(document.activeElement)) part.replaceChildren(...fresh.childNodes);
  part.dataset.refreshSeconds = fresh.dataset.refreshSeconds;
}

function again() {
  const seconds = Number(part.dataset.refreshSeconds);
  if (seconds) setTimeout(() => renew().catch(() => {}).finally(again), seconds * 1000);
}

if (part) again();
