// Pages that the browser kept whole and shows again on Back: they are looked at only while their member is still signed in.
// Without this file, or without JavaScript, browsers keep no such pages, or drop them because of their no-store header.

const field = "input[name=signed_in_as]";

// Any page names who is signed in, in its form for signing out; this one is small and needs nothing else.
async function findMember(address) {
  const response = await fetch(address, { cache: "no-store" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector(field)?.value;
}

addEventListener("pageshow", async event => {
  if (!event.persisted) return;
  const body = document.body;
  body.hidden = true;
  try {
    if (await findMember(body.dataset.about) === document.querySelector(field)?.value) body.hidden = false;
    else location.reload();
  } catch {
    // Offline: what cannot be checked is not shown.
    location.reload();
  }
});
